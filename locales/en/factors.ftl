problem-mfa-required = A second factor is needed
problem-mfa-required-detail = Set one up, or show it, on the security page of your account. Programs send it as “totp” when they sign in.
problem-wrong-factor = The code is not right
problem-wrong-factor-detail = Use the code your app shows now, or a recovery code you have not used yet. Each is good once.
problem-proof-too-old = Please confirm that it is you
problem-proof-too-old-detail = This action needs a proof of who you are from the last ten minutes. Sign in again or confirm it in your account.
problem-too-many-attempts = Too many attempts
problem-too-many-attempts-detail = Wait a moment, then try again.
login-wait = { $seconds ->
    [one] Too many attempts. Try again in one second.
   *[other] Too many attempts. Try again in { $seconds } seconds.
}
field-wait = Too many attempts. Wait a moment, then try again.
login-by-mail = Sign in by e-mail
login-by-password = Sign in with a password
login-mail-title = Sign in by e-mail
login-mail-text = Give your address: we send you a link and a code, no password needed.
login-mail-send = Send the e-mail
login-mail-sent = If this address has an account, an e-mail is on its way. Type its code here, or open its link. Both are valid for 15 minutes.
login-mail-code = Code from the e-mail
login-mail-again = Send another e-mail
login-mail-over = This code no longer works. Ask for another e-mail.
login-link-title = Sign in
login-link-text = You will sign in as { $email }.
mail-login-subject = Sign in to Fataplus
mail-login-text = Hello { $name },

    Your code to sign in:

    { $code }

    Or open this link, and press the button on the page:

    { $link }

    Both are valid for 15 minutes and work once. You did not ask for it? Ignore this e-mail: nothing happens.

    Fataplus
second-title = One more step
second-text-app = Type the code your authenticator app shows now.
second-text-passkey = Use your passkey, or type a recovery code.
second-submit = Continue
factor-code = Code
factor-code-hint = Six digits from your app. Without it: one of your recovery codes.
factor-wrong = This code is not right, or was used before.
factor-app-wrong = This is not the code of this moment.
passkey-use = Use a passkey
passkey-login = Sign in with a passkey
passkey-failed = That did not work. Try again, or choose another way.
passkey-name = Name of the passkey
passkey-name-hint = To recognise it: “phone”, “office key”.
passkey-add = Add a passkey
passkey-unsupported = This browser cannot use passkeys here, or JavaScript is off.
confirm-title = Confirm that it is you
confirm-text = What you are about to do is sensitive. Your confirmation is good for five to ten minutes.
confirm-first = A recent proof that it is you is needed first. Nothing you type afterwards is lost.
confirm-submit = Confirm
confirm-factor-needed = Use your second factor: a code or a passkey.
confirm-again = To confirm, sign out and sign in again.
security-title = Security
security-text = A second factor protects your account even if somebody learns your password.
security-needed = Your role, or one of your projects, needs a second factor. Set one up to go on.
security-go-on = Go on
security-on = On
security-off = Off
security-app = Authenticator app
security-app-text = An app on your phone shows a new code every thirty seconds.
security-app-add = Set up an app
security-app-remove = Remove the app
security-passkeys = Passkeys
security-passkeys-text = Your fingerprint, your face or a security key, instead of password and code. From then on a password or a mailed code alone no longer opens your account on other devices: keep the recovery codes that follow.
security-added = Added
security-used = Last used
security-remove = Remove
security-remove-name = Remove { $name }
security-remove-confirm = Remove this second factor? Signing in will no longer ask for it.
security-codes = Recovery codes
security-codes-text = For the day your phone or key is lost. Each is good once.
security-codes-left = { $count ->
    [0] None left
    [one] One left
   *[other] { $count } left
}
security-codes-new = New codes
app-title = Set up an authenticator app
app-scan = Scan this code with your app (such as Aegis, FreeOTP or Google Authenticator), or type the key into it.
app-qr = The key as a QR code
app-open = Open in my app
app-open-hint = On the phone that has the app: no need to scan anything.
app-secret = Key to type
app-code = Code the app shows
app-confirm = Turn on
codes-title = Recovery codes
codes-text = With one of these codes you sign in when your phone or key is not at hand. Print them or keep them in a password manager.
codes-replace = { $count ->
    [one] You have one good code. A new set replaces it.
   *[other] You have { $count } good codes. A new set replaces them.
}
codes-show = Show my recovery codes
codes-once = These codes are shown this once.
codes-kept = I have kept them
codes-copy = Copy all
codes-copied = Copied
flash-factor-app-added = Your app is set up.
flash-factor-removed = The second factor is removed.
mail-factor-added-subject = A second factor was added to your account
mail-factor-added-text = Hello { $name },

    A second factor was added to your Fataplus account. If it was not you, change your password at once and tell your project manager, in the messages of your space.

    Fataplus
mail-factor-removed-subject = A second factor was removed from your account
mail-factor-removed-text = Hello { $name },

    A second factor was removed from your Fataplus account. If it was not you, change your password at once and tell your project manager, in the messages of your space.

    Fataplus
strength-label = Strength of the password
strength-short = Too short: at least 12 characters
strength-weak = Easily guessed
strength-fair = Not yet strong enough
strength-good = Good
strength-strong = Very good
