account-tabs = Pages of my account
account-tab-profile = Profile
account-tab-security = Security
account-tab-sessions = Log-ins
account-tab-identities = Linked accounts
account-tab-tokens = Tokens

problem-view-only = You are looking at the project as its client does
problem-view-only-detail = Nothing can be changed in this view. Leave it, then try again.
problem-too-many-mails = Too many invitations were sent today
problem-too-many-mails-detail = One address gets five invitations a day at most, and a project or agency sends a hundred. Try again tomorrow, or ask the person to look among the unwanted mail.
field-too-many-mails = Too many messages have gone out already. Try again later.
field-same-address = This is your address already.

client-view-start = View as client
client-view-label = The client’s view
client-view-bar = You see what the client sees and can change nothing. This view ends at { $until }.
client-view-leave = Leave this view
flash-client-view = This is the project as the client sees it.
flash-client-view-left = You are back in your own view.
event-client-view-started = { $actor } looked at the project as its client does
event-client-view-left = { $actor } left the client’s view
event-member-changed = { $actor } changed the role of { $name }
event-invitation-revoked = { $actor } withdrew the invitation of { $name }
event-partner-shared = { $actor } shared the project with { $name }
event-partner-share-changed = { $actor } changed the share with { $name }
event-partner-unshared = { $actor } ended the share with { $name }

invitation-state-expired = Expired
invitation-state-undelivered = Could not be delivered
people-undelivered = Check the address, withdraw this invitation and invite again.
invitation-state-accepted = Accepted
invitation-state-revoked = Withdrawn
invitation-agency-text = You are signed in as { $email }. One click and you are one of the agency’s people.
invitation-join-agency = Join the agency
people-answered = Closed invitations
people-since = since
people-seen = last seen
people-never-seen = never been here
people-place = Change the role
people-place-name = Change the role of { $name }
flash-member-changed = The role is changed.
flash-too-many-mails = Enough invitations were sent today: five to one address, a hundred in all. Try again tomorrow.
share-title = Share with an agency
share-agency = Partner agency
share-level = What it may do
share-until = Last day of the share
share-until-hint = Empty: no end.
share-mail-until = { " " }Until { $day }.
share-submit = Share the project
share-change = Change the share
share-change-name = Change the share with { $name }
share-end = End the share
share-end-name = End the share with { $name }
share-end-confirm = End the share with { $name }? Its people lose access at once.
flash-shared = The share is saved.
flash-share-changed = The share has changed meanwhile and stays as it is now. Read it again, then save once more.
flash-share-refused = The share has not changed: choose a day to come.
flash-share-ended = The share is over.
share-lets-view = You may read the plan and the documents.
share-lets-edit = You may read the plan and the documents, write messages, and add files and tasks.
share-lets-manage = You may read and write, add files, and run tasks and status.
mail-share-changed-subject = What you may do has changed: “{ $project }”
mail-share-changed-text =
    Hello { $name },

    The share of the project “{ $project }” with { $agency } has changed.
    { $may }{ $until }

    { $link }

    Fataplus
mail-project-shared-subject = Shared with you: “{ $project }”
mail-project-shared-text =
    Hello { $name },

    The project “{ $project }” is shared with { $agency }.
    { $may }{ $until }

    { $link }

    Fataplus
mail-share-ended-subject = No longer shared: “{ $project }”
mail-share-ended-text =
    Hello { $name },

    The project “{ $project }” is no longer shared with your agency: it cannot be opened any more.

    Fataplus

nav-agencies = Partners
agency-title = My agency
agency-text = Your colleagues, and the projects shared with your agency.
agency-people = Your colleagues
agency-admin = Runs the agency
agency-remove-confirm = Take { $name } out of the agency? Access to every shared project ends at once.
agency-projects = Shared projects
agency-no-projects = No project yet
agency-no-projects-text = A project appears here as soon as it is shared with your agency.
agency-invite = Invite a colleague
agency-invite-admin = May invite and remove colleagues, too
agency-invite-admin-hint = Runs the agency with you.
agencies-title = Partner agencies
agencies-text = A partner agency looks after its own people. It sees only the projects you share with it.
agencies-none = No partner agency
agencies-none-text = Make the first one here.
agencies-nobody = Nobody yet
agencies-invited = { $count ->
    [one] One invitation waits for an answer
    *[other] { $count } invitations wait for an answer
}
agencies-admin = Name an administrator
agencies-admin-of = Name an administrator of { $name }
agencies-admin-email = Her e-mail address
agencies-admin-name = Name of the administrator
agencies-admin-hint = The person gets an invitation and looks after the colleagues from then on.
agencies-new = New agency
agencies-name = Name of the agency
agencies-make = Make the agency
flash-agency-made = The agency is made, the invitation is on its way.
flash-agency-admin = Done. Who was not of the agency yet gets an invitation.
flash-address-refused = This address cannot be used.
mail-agency-invitation-subject = { $inviter } invites you to the agency { $agency }
mail-agency-invitation-text =
    Hello { $name },

    { $inviter } invites you to join { $agency } on Fataplus. You will see the projects shared with your agency there.

    { $link }

    The link is valid for 7 days and works once. You expected nothing like this? Ignore this e-mail: nothing happens.

    Fataplus

account-phone = Telephone
account-notifications = E-mails you get
account-notifications-label = Tell me at once by e-mail about
account-notifications-hint = Not ticked: never. Invitations and links you ask for always arrive.
topic-messages = New messages
topic-documents = Published documents
topic-approvals = Deliverables to approve, and decisions
topic-file-requests = Files asked for and received
topic-tasks = Tasks given to you
topic-status = Changes of status
flash-notifications-saved = Your choices are saved.
account-email = E-mail address
account-email-now = Your address is { $email }.
account-email-new = New address
account-email-hint = A link is sent there. Your address changes only once that link is confirmed.
account-email-change = Change the address
flash-address-asked = Look in the mailbox of the new address: a message is on its way. It is valid for one hour.
flash-address-changed = Your address is changed. All other sessions are over.
address-title = Confirm the new address
address-text = From now on you sign in with { $email } and get your e-mails there. All your other sessions will end.
address-confirm = Confirm this address
address-foreign = This link is for somebody else than the person signed in here. Sign out, then open the link of the mail again.
mail-address-confirm-subject = Confirm your new address
mail-address-confirm-text =
    Hello,

    To use this address on Fataplus, open this link and confirm. It is valid for one hour and works once:

    { $link }

    You did not ask for it? Ignore this e-mail: nothing changes.

    Fataplus
mail-address-taken-subject = This address has an account already
mail-address-taken-text =
    Hello,

    Somebody wanted to use the address { $email } for a Fataplus account. It has an account already: nothing has changed.
    If that was you, sign in with this address, or choose another one.

    Fataplus
mail-address-asked-subject = A change of address was asked for
mail-address-asked-text =
    Hello { $name },

    Somebody asked for your Fataplus account to use the address { $email }. Nothing changes until that address is confirmed.
    It was not you? Change your password without delay and tell your agency.

    Fataplus
mail-address-changed-subject = Your address is changed
mail-address-changed-text =
    Hello { $name },

    Your Fataplus account now uses the address { $email }. This one is no longer in use.
    It was not you? Tell your agency without delay.

    Fataplus

projects-agency = My agency
projects-role = You are:
projects-next-is = Next milestone: { $next }
projects-no-next = No milestone ahead
projects-never-visited = New to you
projects-news-messages = { $count ->
    [one] 1 unread message
    *[other] { $count } unread messages
}
projects-news-files = { $count ->
    [one] 1 file
    *[other] { $count } files
}
projects-news-others = { $count ->
    [one] 1 other change
    *[other] { $count } other changes
}
