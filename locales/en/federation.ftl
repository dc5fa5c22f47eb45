login-with = Sign in with { $host }
login-with-access = Sign in with Cloudflare Access
login-link-first = Sign in the way you usually do, this once. After that you can link the account you just used.
sign-in-to-login = Sign in with your password
sign-in-to-list = Your linked accounts
sign-in-over-title = This sign-in is over
sign-in-over-text = It took more than ten minutes, was already used, or began in another browser. Please start again.
sign-in-denied-title = You were not signed in
sign-in-denied-text = The sign-in at { $host } was cancelled or refused there. Nothing has changed here.
sign-in-refused-title = You were not signed in
sign-in-refused-text = What { $host } answered could not be accepted. Please start again; if it happens once more, tell your project manager.
sign-in-down-title = { $host } does not answer
sign-in-down-text = Try again in a moment. Signing in with your password works as always.
sign-in-unknown-title = There is no account with this address
sign-in-unknown-text = { $host } knows you, but nobody has an account here that fits. Ask your project manager to invite you, or link the accounts once you are signed in.
sign-in-taken-title = This account is already linked
sign-in-taken-text = Your account at { $host } is linked to another account here. Unlink it there first.
identity-title = Linked accounts
identity-text = Accounts elsewhere with which you can sign in here.
identity-empty-title = No account is linked
identity-empty-text = You sign in with your password.
identity-since = Linked
identity-used = Last used
identity-unused = Not used yet
identity-link-with = Link an account at { $host }
identity-link-access = Link Cloudflare Access
identity-unlink = Unlink
identity-unlink-name = Unlink { $name }
identity-unlink-ask = You will no longer be able to sign in with it.
identity-last = This is your only way in. Choose a password or add another one first.
identity-last-way = Choose a password
identity-ask-title = Link this account?
identity-ask-text = From now on, whoever signs in to this account at { $host } is signed in here as you.
identity-here = Here
identity-ask-yes = Link
identity-ask-no = Not now
flash-identity-linked = The account is linked. You can sign in with it from now on.
flash-identity-unlinked = The account is no longer linked.
mail-identity-linked-subject = A sign-in account was linked
mail-identity-linked-text = Hello { $name },

    An account at { $host } was linked to yours: you can sign in with it from now on.

    It was not you? Change your password, unlink the account on the page “Linked accounts”, and tell your project manager.

    Fataplus
mail-identity-unlinked-subject = A sign-in account was unlinked
mail-identity-unlinked-text = Hello { $name },

    An account at { $host } is no longer linked to yours: nobody can sign in with it.

    It was not you? Change your password, and tell your project manager.

    Fataplus
