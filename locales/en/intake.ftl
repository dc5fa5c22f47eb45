intake-step = Step { $step } of { $steps }
intake-saving = Saving…
intake-saved = Saved
intake-not-saved = Not saved yet, we will try again
intake-refused = Not saved: what is written here is not accepted.
intake-next = Next
intake-back = Previous
intake-send = Send my request
intake-privacy = What we do with your answers
intake-resume = You can stop here: your request waits for { $days } days in this browser, and elsewhere with your personal link.
intake-other-person = Not your request, or another one?
intake-new = Begin another request
intake-full = Too many requests begun from your network are waiting already. Nothing you wrote is lost on this page: try again later.
intake-busy = Too much was sent in a short time. Nothing you wrote is lost on this page: try again in a moment.
intake-misfit = “{ $field }” is not saved. { $error }
done-preparing-text = It usually takes a few seconds, and this page looks again by itself. You may also close it: an e-mail goes out as soon as your space is open.
intake-copy = Copy my link
intake-copied = Link copied
intake-problem = Some answers need a look: they are marked below.
intake-1-title = You
intake-1-text = How do we reach you?
intake-2-title = Your vision
intake-2-text = What should change when the project is there?
intake-3-title = Budget and timeline
intake-3-text = An order of magnitude is enough.
intake-4-title = Kind of project
intake-4-text = Choose everything that fits.
intake-5-title = Technical wishes
intake-5-text = Leave it empty if you have none: the agency will propose.
intake-6-title = Look and feel
intake-6-text = What you like says a lot.
intake-7-title = Features
intake-7-text = One per line, the most important first.
intake-8-title = Content and security
intake-8-text = What is ready, and what must be protected.
intake-9-title = Anything else?
intake-9-text = A last word, then you send.
code-title = Check your e-mail
code-text = We sent six digits to { $email }. The code is valid for 15 minutes.
code-label = Six-digit code
code-hint = Look in the spam folder as well.
code-submit = Open my space
code-wrong = This is not the right code. Look again.
code-exhausted = Too many tries. Ask for a new code.
code-missing = Nothing arrived?
code-resend = Send a new code
done-title = Your space is ready
done-text = Your request is in it already, and your agency has been told.
done-open = I already have a password: open my space
done-keep = Open the e-mail we have just sent you: its link lets you in.
done-review-title = Your request has arrived
done-review-text = The agency reads it and answers you by e-mail.
intake-other = Anything else? One item per line.
code-expired = This code has expired. Ask for a new one.
code-no-more = No further code can be sent for this request. Check your address, or begin another request.
code-edit = Correct my address or my answers
flash-code-resent = A new code is on its way.
field-too-many = At most { $limit } items.
field-item-too-long = At most { $limit } characters per item.
field-phone = This number contains unexpected characters.
ask-contact-name = Your name
ask-email = Your e-mail
ask-phone = Telephone
ask-company = Company or organisation
ask-sector = Line of business
ask-company-size = Size
ask-title = Name of the project
ask-problem = Which problem do you want to solve?
ask-solution = Which solution do you have in mind?
ask-goals = Your goals
ask-expected-impact = What do you expect from it?
ask-audience = Who is it for?
ask-estimated-users = How many people will use it?
ask-budget = Budget
ask-timeline = Timeline
ask-project-types = Kind of project
ask-complexity = How complex is it, in your opinion?
ask-frontend = Front-end technology
ask-backend = Back-end technology
ask-database = Database
ask-hosting = Hosting
ask-integrations = Services to connect
ask-visual-style = Style you like
ask-references = Sites or brands you like
ask-existing-assets = What you have already
ask-must-have = Must have
ask-should-have = Should have
ask-could-have = Could have
ask-modules = Modules
ask-content = Content
ask-security = Security
ask-sensitive-data = Sensitive data handled
ask-notes = Anything else to tell us?
ask-consent = I agree that my answers are used to look at my request and to open my space, as the privacy page explains.
ask-email-hint = A code to confirm will be sent there.
ask-title-hint = From 3 to 100 characters.
ask-estimated-users-hint = An order of magnitude.
ask-frontend-hint = One per line: React, Vue, Flutter…
ask-backend-hint = One per line: Rust, Node.js, Django…
ask-database-hint = One per line: PostgreSQL, MySQL…
ask-hosting-hint = At your place, in Madagascar, in the cloud…
ask-integrations-hint = Mobile money, accounting, messaging…
ask-references-hint = Paste addresses, or describe.
group-design = Design
group-web = Web
group-ai = Artificial intelligence
group-mobile = Mobile
group-infrastructure = Infrastructure
group-training = Training
choice-company-size-startup = Start-up, 1 to 10 people
choice-company-size-sme = SME, 11 to 50 people
choice-company-size-large = Large company, 51 and more
choice-company-size-association = Association
choice-company-size-individual = Individual
choice-budget-under-500k = Less than MGA 500,000
choice-budget-500k-1m = MGA 500,000 to 1 million
choice-budget-1m-5m = MGA 1 to 5 million
choice-budget-5m-10m = MGA 5 to 10 million
choice-budget-over-10m = More than MGA 10 million
choice-budget-undecided = Not decided yet
choice-timeline-under-1-month = Less than a month
choice-timeline-1-3-months = 1 to 3 months
choice-timeline-3-6-months = 3 to 6 months
choice-timeline-6-12-months = 6 to 12 months
choice-timeline-over-12-months = More than a year
choice-complexity-simple = Simple
choice-complexity-medium = Medium
choice-complexity-complex = Complex
choice-complexity-very-complex = Very complex
choice-project-types-ui-ux = UI/UX
choice-project-types-product = Product
choice-project-types-redesign = Redesign
choice-project-types-identity = Visual identity
choice-project-types-prototype = Prototype
choice-project-types-design = Other, or not sure yet
choice-project-types-showcase = Showcase site
choice-project-types-shop = Online shop
choice-project-types-pwa = Web app (PWA)
choice-project-types-saas = Online software (SaaS)
choice-project-types-portal = Portal
choice-project-types-booking = Booking
choice-project-types-web = Other, or not sure yet
choice-project-types-assistant = Assistant
choice-project-types-recommendation = Recommendation
choice-project-types-prediction = Prediction
choice-project-types-nlp = Language processing
choice-project-types-vision = Computer vision
choice-project-types-automation = Automation
choice-project-types-ai = Other, or not sure yet
choice-project-types-ios = iOS
choice-project-types-android = Android
choice-project-types-cross-platform = iOS and Android
choice-project-types-mobile = Other, or not sure yet
choice-project-types-architecture = Architecture
choice-project-types-cloud = Cloud
choice-project-types-api = API
choice-project-types-database = Database
choice-project-types-support = Support
choice-project-types-infrastructure = Other, or not sure yet
choice-project-types-open = { $group }: something else, or not known yet
choice-project-types-training = Training of your people
choice-existing-assets-logo = Logo
choice-existing-assets-brand-guidelines = Brand guidelines
choice-existing-assets-photos = Photos
choice-existing-assets-videos = Videos
choice-existing-assets-texts = Texts
choice-existing-assets-mockups = Mock-ups
choice-existing-assets-website = An existing site
choice-modules-accounts = User accounts
choice-modules-payments = Payment
choice-modules-booking = Booking
choice-modules-blog = News or blog
choice-modules-search = Search
choice-modules-chat = Chat
choice-modules-notifications = Notifications
choice-modules-dashboard = Dashboard
choice-modules-maps = Maps
choice-modules-languages = Several languages
choice-content-texts-ready = Texts are ready
choice-content-photos-ready = Photos are ready
choice-content-videos-ready = Videos are ready
choice-content-writing-needed = Writing needed
choice-content-photos-needed = Photos needed
choice-content-translation-needed = Translation needed
choice-security-strong-login = Strong login
choice-security-access-levels = Rights by person
choice-security-backups = Backups
choice-security-audit-trail = Trail of actions
choice-security-encryption = Encryption
choice-sensitive-data-personal = Personal data
choice-sensitive-data-financial = Financial data
choice-sensitive-data-health = Health data
choice-sensitive-data-children = Children’s data
choice-sensitive-data-trade-secrets = Trade secrets
mail-intake-code-subject = Your Fataplus code
mail-intake-code-text =
    Hello,

    This code confirms your request. It is valid for 15 minutes.

    { $code }

    { $link ->
        [none] {""}
       *[other] You closed the page? Go on here: { $link }
    }

    If you asked for nothing, ignore this message: without the code nothing happens.

    Fataplus
mail-intake-declined-subject = Your request “{ $title }”
mail-intake-declined-text =
    Hello { $name },

    Thank you for your request. We have read it and cannot take it on. This is why:

    { $reason }

    Fataplus
mail-intake-decide-subject = A request to decide on: { $title }
mail-intake-decide-text =
    Hello { $name },

    { $who } sent a request and confirmed the address. Accept or decline it here:

    { $link }

    Fataplus
submissions-title = Requests
submissions-text = What came in through the form.
submissions-all = All requests
submissions-empty-title = No requests
submissions-empty-text = Requests sent through the form appear here.
submissions-request = Request
submissions-state = State
submissions-from = From
submissions-date = Sent
submissions-project = Project
submissions-no-project = Not yet
submission-awaiting-code = Address to be confirmed
submission-in-review = To be decided
submission-accepted = Accepted
submission-declined = Declined
submission-open = Open the space
submission-review-text = The address is confirmed. Accepting opens the space.
submission-waiting-text = The code sent to this address has not been typed in yet.
submission-accept = Accept the request
submission-decline = Decline the request
submission-reason = Reason for declining
submission-reason-hint = It is sent to the person as you write it.
flash-submission-accepted = The request is accepted. The person gets an e-mail as soon as their space is open.
flash-submission-declined = The request is declined; the person is notified by e-mail.
