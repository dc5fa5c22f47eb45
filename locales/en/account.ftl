login-title = Sign in
login-email = E-mail address
login-password = Password
login-submit = Sign in
login-forgotten = Forgot your password?
login-wrong = The address or the password is not right.
password-forgotten-title = Forgot your password?
password-forgotten-text = Give your address: we send you a link to choose a new one.
password-send-link = Send the link
password-back = Back to sign-in
password-sent-title = Look in your mailbox
password-sent-text = If this address has an account, a link is on its way. It is valid for 15 minutes.
password-set-title = Choose a password
password-set-text = You will sign in with { $email }.
password-new = New password
password-hint = At least 12 characters. A short sentence is easy to keep in mind.
password-save = Save and go on
login-left = You are signed out.
login-invited = You are invited. Sign in as { $email } and you come to the invitation.
account-title = My account
account-profile = Profile
account-name = Your name
account-language = Language
account-language-hint = For the pages and for the mails you get.
account-password = Password
account-password-first = Choose a password
account-password-none = You have none yet. With one, you log in without waiting for an e-mail.
account-password-current = Current password
account-password-text = Every other place where you are signed in will be signed out.
account-password-change = Change the password
flash-account-saved = Your profile is saved.
flash-password-changed = Your password is changed. All other sessions are over.
mail-password-changed-subject = Your password was changed
mail-password-changed-text =
    Hello { $name },

    The password of your Fataplus account was just changed, and your other sessions are closed.
    It was not you? Choose another one at once, and tell your project manager:

    { $link }

    Fataplus
mail-password-subject = Choose a new password
mail-password-text = Hello { $name },

    With this link you choose a new password. It is valid for 15 minutes and works once:

    { $link }

    You did not ask for it? Ignore this e-mail: nothing changes.

    Fataplus
login-stay = Stay logged in on this device
login-stay-hint = For clients: 30 days after each visit. Not on a shared device.
login-with-stay = … and stay logged in on this device.
sessions-stays = stays logged in
