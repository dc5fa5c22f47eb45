people-name = Name
people-group-agency = At the agency
people-group-client = At the client’s
people-group-partners = Partner agencies
people-group-invited = Invited, no answer yet
people-until = until
people-late-since = expired
people-resend = Send again
people-revoke = Withdraw the invitation
people-revoke-name = Withdraw the invitation of { $name }
people-revoke-confirm = Withdraw this invitation? Its link stops working at once.
people-level-view = Reads plan and documents, no messages
people-level-edit = Also writes messages, adds files and tasks
people-level-manage = Also runs tasks and status
people-place-client = Client
people-place-client-lead = Client, main contact
people-place-project-manager = Project manager
people-place-admin = Administrator
invitation-title = Welcome to “{ $project }”
invitation-introduce = This invitation is for { $email }. Tell us your name and choose a password to come in.
invitation-join-text = You are signed in as { $email }. One click and the project is among yours.
invitation-as = In this project you will be: { $role }.
invitation-foreign = This invitation is for { $email }, but somebody else is signed in here. Sign out, then open the link of the mail again.
invitation-join = Join the project
flash-invited = The invitation is on its way.
flash-invitation-revoked = The invitation is withdrawn.
flash-member-removed = The person no longer has access.
mail-invitation-subject = { $inviter } invites you to “{ $project }”
mail-invitation-text = Hello { $name },

    { $inviter } invites you to the private space of the project “{ $project }”: its progress, its files and its messages.

    { $link }

    The link is valid for 7 days and works once. You expected nothing like this? Ignore this e-mail: nothing happens.

    Fataplus
