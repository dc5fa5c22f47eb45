manage-title = Manage “{ $title }”
projects-manage = Manage
limits-title = Plan and limits
limits-text = What this project may take of the platform. A blank field follows the plan.
limits-planned = The plan: { $value }.
limits-range = From { $least } to { $most }.
limits-rows-lost = Beyond it, the oldest entries of the history are deleted for good.
limits-rare = Finer figures
limits-field-plan = Plan
limits-field-storage-bytes = Storage, in MB
limits-field-upload-bytes = Largest file, in MB
limits-field-requests-per-minute = Requests a minute
limits-field-concurrent-requests = Requests at a time
limits-field-connections = Database connections at a time
limits-field-statement-ms = Longest database statement, in milliseconds
limits-field-concurrent-jobs = Jobs at a time
limits-field-rows = Rows of each kind (messages, tasks, files…)
limits-storage = Storage
limits-storage-used = { $used } of { $quota }
usage-title = Use
usage-text = What the project uses, day by day, beside what its plan allows.
usage-see = See the use
usage-time = Time shown
usage-span = { $days } days
usage-hours = { $hours } hours
usage-csv = Download as CSV
usage-requests-limit = { $count } requests a minute at most.
usage-storage-nearly = More than 80 % of the storage is used. When it is full, no file can be added.
usage-storage-full = The storage is full: no file can be added.
usage-page-views = Pages opened
usage-active-people = Active people
usage-messages = Messages written
usage-document-views = Documents opened
usage-downloads = Downloads
usage-api-calls = API calls, uploads from pages included
usage-storage = Storage
usage-total = { $count } in all
usage-most-people = { $count } at most in a day
chart-bar = { $at }: { $figure }
chart-label = { $title }. Highest: { $top }
chart-top = Highest: { $top }
chart-nothing = Nothing yet.
usage-documents = Most used documents
usage-documents-none = Nothing was opened yet
usage-documents-none-text = Documents that are opened or downloaded are listed here.
usage-document = Document
usage-table = All figures as a table, without the days on which nothing happened
usage-table-hours = All figures as a table, without the hours in which nothing happened
usage-day = Day
audit-title = Audit trail
audit-text = What was changed in the project, who opened and downloaded documents, and who came in. Any alteration would show.
audit-platform-text = Log-ins, and what people and the operator changed outside of projects. Each project has a trail of its own.
audit-see = See the audit trail
audit-filters = Lines shown
audit-all = All
audit-changes = Changes
audit-reads = Reads
audit-export = Download all
audit-narrowed = Only lines about one person or one item are shown.
audit-of-all = Show all
audit-empty-title = Nothing yet
audit-empty-text = Changes stand here at once, reads within a second.
audit-line = Line
audit-what = What happened
audit-at = When
audit-more = Only lines about
audit-person = this person
audit-subject = this item
audit-of-line = (line { $line })
audit-chain = Each line carries a digest of all lines before it. The downloaded file can be checked with “fataplus audit verify”, without this service.
event-changed = { $actor } changed something: { $name }
event-document-viewed = { $actor } opened “{ $name }”
event-document-downloaded = { $actor } downloaded “{ $name }”
event-usage-exported = { $actor } downloaded the table of use
event-audit-exported = { $actor } downloaded the audit trail
event-admin-entered = { $actor } looked at the project as an admin of the platform
event-logged-in = { $actor } came in with a new session
event-login-failed = A log-in with a wrong password was refused ({ $actor })
usage-hour = Hour
plan-small = Small
plan-standard = Standard
plan-large = Large
workspace-title = Workspace
workspace-move-to = Move to
workspace-active = Open
workspace-active-hint = Members come in again.
workspace-suspended = Suspended
workspace-suspended-hint = Whoever opens it learns that the project is suspended. Nothing is deleted.
workspace-archived = Archived
workspace-archived-hint = Leaves the lists; everything is kept. It can be opened again: suspended first, then open.
workspace-reason-hint = For the project’s records; the agency alone reads it.
workspace-confirm = Give the project this state? Its people are told by mail.
workspace-confirm-yes = Set this state
event-limits-changed = { $actor } changed the project’s limits
event-project-suspended = { $actor } suspended the project
event-project-resumed = { $actor } opened the project again
event-project-archived = { $actor } archived the project

mail-storage-nearly-subject = Storage is nearly full: “{ $project }”
mail-storage-nearly-text =
    Hello { $name },

    At least 80 % of the storage of “{ $project }” is used. When it is full, no file can be added, neither by your client nor by you.

    What takes the room, and how much is left:
    { $link }

    Fataplus

mail-storage-full-subject = No room for files: “{ $project }”
mail-storage-full-text =
    Hello { $name },

    There is no room for another file in “{ $project }”, or a file was refused because it did not fit. Delete documents that are no longer wanted, or have an admin of the platform give the project more room.

    What takes the room:
    { $link }

    Fataplus
