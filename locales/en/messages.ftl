messages-title = Messages
messages-text = What is said here stays with the project.
messages-threads = Conversations
messages-older = Older messages
messages-write = Your message
messages-hint = The others are notified by e-mail.
messages-send = Send
messages-empty-title = No message yet
messages-empty-text = Ask your first question below.
messages-first-thread = Client and agency
messages-unread = unread
messages-newest = Back to the newest
messages-hint-internal = Only the agency reads this.
messages-new-thread = New conversation
messages-thread-title = Subject
messages-thread-kind = Who reads it
messages-kind-client = Agency and client
messages-kind-internal = The agency only
messages-open-thread = Open the conversation
flash-message-sent = Your message is sent.
flash-thread-opened = The conversation is open.
mail-message-subject = { $project }: { $author } wrote to you
mail-message-text =
    Hello { $name },

    { $author } wrote in the project “{ $project }”:

    { $excerpt }

    Read and answer: { $link }

    You get one mail, however many messages follow, until you have read them.
