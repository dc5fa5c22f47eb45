token-title = Tokens for programs
token-text = A token lets a program of yours act as you do, as far as you say here.
token-docs = How programs use the API
token-password = Tokens are apart from your password: a new password does not end them. Take back what you no longer use.
token-empty-title = No token yet
token-empty-text = Make one for each program, so that you can take it back alone.
token-new = A new token
token-name = Name
token-name-hint = What it is for, for example “Weekly report”
token-life = Ends after
token-days-7 = 7 days
token-days-30 = 30 days
token-days-90 = 90 days
token-days-365 = One year
token-scopes = What for
token-scopes-hint = It can never do more than you can. Choose as little as the program needs.
token-make = Make the token
token-fresh = “{ $name }” is made
token-fresh-text = Copy it now: it is shown this once and kept nowhere. Whoever has it acts in your name.
token-copy = Copy
token-copied = Copied
token-made = Made
token-until = Ends
token-over = Ended
token-used = Last used
token-unused = Not used yet
token-revoke = Take back
token-revoke-name = Take back { $name }
token-revoke-confirm = Take it back? What uses it is refused at once.
key-title = Keys for programs
key-text = A key lets a program work in this project, and in no other. It does no more than a project manager may, and stops working when whoever made it leaves.
key-fresh-text = Copy it now: it is shown this once and kept nowhere. Whoever has it works in this project.
key-manage = Manage keys
key-manage-text = Let programs read and write in this project.
key-empty-title = No key yet
key-empty-text = Make one for each program, so that you can take it back alone.
key-new = A new key
key-by = By { $name },
key-scopes-hint = Choose as little as the program needs.
key-networks = Only from these networks
key-networks-hint = One address or network a line, for example 203.0.113.0/24. Left empty: from anywhere.
key-make = Make the key
scope-project-read = See project, plan and activity
scope-project-write = Change details, dates and status
scope-plan-write = Change milestones and tasks
scope-documents-read = Read documents and requests for files
scope-documents-write = Upload, change and publish documents
scope-messages-read = Read messages
scope-messages-write = Write messages
scope-members-read = See members and invitations
scope-members-write = Invite and remove people
scope-operations-read = See the keys of the project
flash-token-revoked = The token was taken back.
flash-key-revoked = The key was taken back.
field-scopes = Choose at least one.
field-token-life = At most one year from now.
field-token-limit = There are as many as there can be. Take one back first.
field-network = Write addresses such as 203.0.113.9 or networks such as 203.0.113.0/24.
field-networks = { $limit ->
    [one] At most one network.
    *[other] At most { $limit } networks.
}
problem-insufficient-scope = This token may not do that
problem-insufficient-scope-detail = Its scopes do not reach so far. Make one with the scope that is named, or do it yourself.
problem-key-network = This key is not for this place
problem-key-network-detail = It may only be used from the networks its project named.
event-through-key = { $actor } (through the key “{ $key }”)
event-key-made = { $actor } made the key “{ $name }”
event-key-revoked = { $actor } took back the key “{ $name }”
mail-token-made-subject = A token for programs was made in your name
mail-token-made-text =
    Hello { $name },

    The token “{ $token }” was made with your account: whoever has it can act in your name, as far as its scopes go.
    If it was you, there is nothing to do. If not, take it back here at once, then change your password:

    { $link }

    Fataplus
