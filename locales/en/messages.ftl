messages-title = Messages
messages-text = What is said here stays with the project.
messages-threads = Conversations
messages-older = Older messages
messages-write = Your message
messages-hint = Those you write to are told by e-mail, if they wish.
messages-send = Send
draft-kept = Taken up from this tab: it has not been sent yet.
messages-empty-title = No message yet
messages-empty-text = Ask your first question below.
messages-first-thread = Client and agency
messages-unread = unread
messages-new = New messages
messages-newest = Back to the newest
messages-settle = No answer needed
flash-message-settled = Noted: this message waits for no answer.
flash-message-new = Another message has come meanwhile.
messages-hint-internal = Nobody is told by e-mail.
messages-new-thread = New conversation
messages-thread-title = Subject
messages-thread-kind = Who reads it
messages-audience-client = Agency and client
messages-audience-shared = Agency, client and partners
messages-audience-partner = Agency and partners
messages-audience-internal = Agency only
messages-readers = Visible to { $names } and to the agency’s administrators.
messages-readers-none = Visible to the agency’s administrators alone.
messages-no-thread-title = No conversation is open to you
messages-no-thread-text = As soon as the agency opens one, you read and answer here.
messages-open-thread = Open the conversation
flash-message-sent = Your message is sent.
flash-thread-opened = The conversation is open.
mail-message-subject = { $project }: { $author } wrote to you
mail-message-text =
    Hello { $name },

    { $author } wrote in the project “{ $project }”:

    { $excerpt }

    Read and answer: { $link }

    However many messages follow, you get at most one mail every { $hours } hours about this conversation until you have read them.
messages-edited = edited
messages-edit = Edit
messages-edit-text = New text
messages-edit-hint = Possible for 15 minutes, as long as nobody has written after you. The e-mail already sent keeps the first text.
field-message-fixed = This message can no longer be changed: time is over, or somebody has written since. Your text is here, you may send it as another message.
