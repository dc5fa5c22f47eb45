home-turn-client-title = { $count ->
    [one] The client has one thing to do
    *[other] The client has { $count } things to do
}
home-turn-client-text = The project goes on as soon as it is done.
home-turn-ours-title = Nothing urgent
home-turn-new-title = A new project
home-turn-new-text = Read what the client wants, write to them, then move the project to “Planning”.
home-turn-lonely-text = Nobody of the client’s is here yet. Invite them, then move the project to “Planning”.
home-turn-alone-text = Nobody of the client sees this project. Invite them.
home-turn-invited-text = The client is invited and has not joined yet. Until then, nobody there sees the project.
home-turn-lonely-title = Nobody is there on the client’s side
home-turn-waits-lonely-text = This waits for the client, who sees it once they have joined the project.
home-invite-client = Invite the client
home-see-invitation = See the invitation
home-turn-ours-text = Nothing is asked of the client: what comes next is in the plan.
home-turn-nobody-title = Nothing is pending
home-turn-nobody-text = Documents and messages stay here for you.
home-decide = Give your opinion: { $name }
home-turn-both = The client’s and the agency’s turn
home-turn-waits-client = The project waits for the client
home-turn-waits-both = The project waits for the client and the agency
home-decide-client = The client’s opinion on { $name }
home-check = Check the files: { $name }
home-correct = Changes requested: { $name }
home-answer-to = Answer { $name }: { $thread }
home-sent-back = To be done anew: { $note }
home-assigned = Given to { $name }
home-check-files = Check the files
home-give-opinion = Give your opinion
home-see-correction = See what to change
home-answer = Answer
home-done = Done
home-was-done = “{ $name }” is done.
home-send-files = Send the files
home-write = Write a message
event-platform = Fataplus
event-project-created = { $actor } opened the workspace “{ $name }”
event-project-edited = { $actor } edited the project
event-status-changed = { $actor } moved the project to “{ $name }”
event-milestone-added = { $actor } added the milestone “{ $name }”
event-milestone-done = Milestone reached: “{ $name }” ({ $actor })
event-milestone-reopened = { $actor } reopened the milestone “{ $name }”
event-task-added = { $actor } added the task “{ $name }”
event-task-done = { $actor } finished “{ $name }”
event-task-reopened = { $actor } reopened “{ $name }”
event-document-added = { $actor } added “{ $name }”
event-document-version-added = { $actor } added a new version of “{ $name }”
event-document-published = { $actor } published “{ $name }”
event-document-restricted = { $actor } limited who sees “{ $name }”
event-document-renamed = { $actor } renamed a document: “{ $name }”
event-document-deleted = { $actor } deleted “{ $name }”
event-deliverable-approved = { $actor } approved “{ $name }”
event-approval-undone = { $actor } took back the answer on “{ $name }”
event-changes-requested = { $actor } asks for changes on “{ $name }”
event-file-requested = { $actor } asked for “{ $name }”
event-file-received = { $actor } sent files for “{ $name }”
event-file-accepted = { $actor } accepted the files for “{ $name }”
event-file-request-closed = { $actor } asks for the files of “{ $name }” no more
event-file-returned = { $actor } asked to redo “{ $name }”
event-member-invited = { $actor } invited { $name }
event-member-joined = { $name } joined the project
event-member-removed = { $actor } removed { $name } from the project
project-field-title = Project title
project-field-organisation = Client company
project-field-summary = In a few words
project-field-client-name = Contact’s name
project-field-client-name-hint = Needed as soon as there is an address.
project-field-client-email = Contact’s e-mail
project-field-client-email-hint = The contact gets an invitation and becomes the main contact.
project-field-manager = Project manager
project-manager-none = Nobody yet
project-field-language = Language of the mails
project-field-starts-on = Start
project-field-due-on = Planned end
project-step-back = One step back: say why.
field-not-staff = Nobody of the agency has this address.
field-changed-meanwhile = This has changed meanwhile. Read it again, then save once more.
field-changed-to = Somebody has just saved: “{ $found }”. Save again to keep your text.
field-choose-status = Choose a status.
flash-project-created = The project has been created.
flash-saved = Saved.
flash-sent-before = This form was sent before: what it made was shown then, and nothing more was made.
flash-status-changed = The status has changed.
language-fr = Français
language-mg = Malagasy
language-en = English
thread-internal-title = Among us
mail-welcome-subject = Your workspace “{ $title }” is ready
mail-welcome-text =
    Hello { $name },

    Your workspace for the project “{ $title }” ({ $id }) is ready.
    Choose your password here; the link is valid for three days:

    { $link }

    You will find your project’s progress, documents and messages there.
    If the link has expired, ask for a new one on the sign-in page, “Forgot your password?”.

    See you soon,
    Fataplus
mail-project-ready-subject = Your workspace “{ $title }” is ready
mail-project-ready-text =
    Hello { $name },

    Your workspace for the project “{ $title }” ({ $id }) is ready:

    { $link }

    See you soon,
    Fataplus
mail-new-project-subject = New project: { $title }
mail-new-project-text =
    Hello { $name },

    The project “{ $title }” ({ $id }) has just come in, and it is yours to run:

    { $link }

    Fataplus
mail-unassigned-project-subject = Project without a manager: { $title }
mail-unassigned-project-text =
    Hello { $name },

    The project “{ $title }” ({ $id }) has just come in, and nobody runs it yet:

    { $link }

    Fataplus
mail-status-changed-subject = “{ $title }”: { $status }
mail-status-changed-text =
    Hello { $name },

    The project “{ $title }” is now at: { $status }.

    { $link }

    Fataplus
mail-status-back-subject = “{ $title }” goes back: { $status }
mail-status-back-text =
    Hello { $name },

    The project “{ $title }” goes back to: { $status }.
    Why: “{ $reason }”

    { $link }

    Fataplus
project-still-open = Still open: { $what }.
project-open-milestones =
    { $count ->
        [one] { $count } milestone
       *[other] { $count } milestones
    }
project-open-tasks =
    { $count ->
        [one] { $count } task
       *[other] { $count } tasks
    }
project-open-others =
    { $count ->
        [one] { $count } file, decision or answer
       *[other] { $count } files, decisions or answers
    }
work-title = My work
work-text = What waits for the agency in your projects, and your tasks to come.
work-new-project = A new project: read it, then move it to “Planning”
work-open-project = Open the project
work-empty-title = Nothing waits for you
work-empty-text = Files to check, messages to answer and tasks that are due will be here.
work-hidden = This project’s access rules ask you to open it to see what waits.
quick-label = Quick actions
quick-show = Show the client a document
quick-show-send = Send and show
quick-task = A task for the client
quick-status = Move on to “{ $status }”
quick-readers = Visible to { $names }.
quick-mailed = An e-mail announces it, unless they chose otherwise.
quick-readers-none = No client has joined this project yet.
mail-project-suspended-subject = Suspended: “{ $project }”
mail-project-suspended-text =
    Hello { $name },

    The agency has suspended “{ $project }” for now. Nothing is lost: all of it is there again when the project is resumed.

    Write to the agency if you do not know why.

    Fataplus
mail-project-archived-subject = Archived: “{ $project }”
mail-project-archived-text =
    Hello { $name },

    The project “{ $project }” is archived: it does not open any more. Nothing is lost, and it can be opened again.

    Write to the agency if you still need something from it.

    Fataplus
mail-project-resumed-subject = Open again: “{ $project }”
mail-project-resumed-text =
    Hello { $name },

    The project “{ $project }” is open again, as you left it.

    { $link }

    Fataplus
mail-member-removed-subject = You no longer take part in “{ $project }”
mail-member-removed-text =
    Hello { $name },

    You are no longer a member of the project “{ $project }”.

    Write to the agency if that is a mistake.

    Fataplus
