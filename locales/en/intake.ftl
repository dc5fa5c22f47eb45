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
intake-new-text = The request begun here leaves this browser: only its personal link leads back to it.
intake-full = Too many requests begun from your network are waiting already. Nothing you wrote is lost on this page: try again later.
intake-busy = Too much was sent in a short time. Nothing you wrote is lost on this page: try again in a moment.
intake-misfit = “{ $field }” is not saved. { $error }
done-preparing-text = It usually takes a few seconds, and this page looks again by itself. You may also close it: an e-mail goes out as soon as your space is open.
intake-copy = Copy my link
intake-copied = Link copied
intake-problem = Some answers need a look: they are marked below.
intake-1-title = Your project
intake-1-text = In a few words, your own. The rest can wait.
intake-2-title = Budget and timeline
intake-2-text = An order of magnitude is enough. You may change your mind.
intake-3-title = You
intake-3-text = Read it again, tell us how to answer you, and send.
intake-change = Change
intake-files = Files that help us
intake-files-hint = A logo, photos, a text. They stay in this browser; your workspace then offers to send them.
intake-files-remove = Remove
intake-files-not-kept = This browser could not keep these files. You can send them later, in your workspace.
intake-files-title = Your files go to your workspace
intake-files-text = This window closes by itself. If it stays open, close it and choose your files in the workspace.
intake-review = Your request in short
code-title = Check your e-mail
code-text = We sent six digits to { $email }. The code is valid for 15 minutes.
code-label = Six-digit code
code-hint = Look in the spam folder as well.
code-submit = Open my space
code-wrong = This is not the right code. Take it from the newest mail: an older code is no longer good.
code-exhausted = Too many tries. Ask for a new code.
code-missing = Nothing arrived?
code-resend = Send a new code
done-title = Your space is ready
done-text = Your request is in it, and your agency knows of it. Log in to open it: by the link in the mail, or here.
done-open = Log in and open my space
done-files = The files that you chose come along if you open your space here, in this browser.
done-keep = We have just sent you an e-mail that leads to your space.
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
submission-accepted = Space opened
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
