home-turn-yours = It is your turn
home-turn-agency = The agency is working
home-turn-client = It is the client’s turn
home-turn-nobody = Nothing pending
home-turn-yours-title = { $count ->
    [one] One thing awaits you
    *[other] { $count } things await you
}
home-turn-yours-text = The project goes on as soon as this is done.
home-turn-agency-title = Nothing to do for now
home-turn-agency-text = What will await you appears here.
home-turn-intake-title = The agency reads your request
home-due = Due { $date }
home-late-since = Late since { $date }
home-steps = Project steps
home-figures = At a glance
home-next = Next milestone
home-no-next = None planned
home-progress = Progress
home-overdue = Late milestones
home-overdue-count = { $count ->
    [0] None
    [one] One
    *[other] { $count }
}
home-see-plan = See the plan
home-file-requests = Requested files
home-no-file-requests = No files requested.
home-messages = Latest messages
home-no-messages = No message yet.
home-all = See all
home-contact = Your project manager
home-contact-name = { $name } looks after your project
home-contact-write = Write a message
home-turn-intake-text = It answers under Messages: an e-mail will tell you.
home-about = The project
activity-text = All that happened in the project, newest first.
home-timeline = What happened
people-title = People
people-text = The people of this project. The platform’s administrators can open it too.
people-lead = Main contact
people-invite = Invite someone
people-email = E-mail address
people-email-hint = The person gets a link to come in.
people-role = Role
people-send-invitation = Send the invitation
people-remove = Remove
people-remove-name = Remove { $name }
people-remove-confirm = Remove { $name } from the project? Access ends at once.
people-last-manager = Nobody else manages this project. Name another project manager first, or messages and requests stay unanswered.
preparing-title = Your space is being prepared
preparing-text = It usually takes a few seconds. If it takes longer, we keep trying until it is ready: you lose nothing, and an e-mail tells you when it is.
preparing-reload = Look again
home-turn-delivered-title = Everything is delivered
