plan-title = Plan
plan-text = The milestones, and what has to be done for each.
plan-to-agree = Date to be agreed
plan-reached-on = Reached { $date }
plan-open-tasks = { $count ->
    [one] One task is still open
   *[other] { $count } tasks are still open
}
plan-done-tasks = { $count ->
    [one] One task done
   *[other] { $count } tasks done
}
plan-progress = Progress
plan-new-milestone = New milestone
plan-edit = Change
plan-edit-name = Change { $name }
plan-complete = Done: { $name }
plan-yours = Yours
plan-new-task = Add a task
plan-new-task-name = Add a task to: { $name }
plan-task-title = Task
plan-task-due = Due date
plan-task-visibility = Seen by
plan-add-task = Add
plan-empty-title = The plan is being made
plan-empty-text = The agency will put the milestones here.
milestone-default-scope = Kick-off and scope
milestone-default-design = Design proposal
milestone-default-build = Build
milestone-default-review = Review
milestone-default-delivery = Delivery
plan-due = Due { $date }
plan-completed = Done by { $name } on { $date }
plan-details = Details
plan-loose = Without a milestone
plan-weight = Weight
plan-weight-hint = From 1 to 100: its share of the progress.
plan-milestone = Milestone
plan-milestone-title = Name of the milestone
plan-no-milestone = None
plan-add-milestone = Add the milestone
plan-edit-milestone = Change the milestone
plan-edit-task = Change the task
plan-assignee = Given to
plan-nobody = Nobody yet
plan-visibility-usual = As suits whose move it is
plan-side = Whose move it is
plan-side-hint = The side of the person it is given to, if there is one.
plan-side-agency = The agency
plan-side-client = The client
plan-reached-name = Milestone reached: { $name }
plan-reopen = Open again
plan-up = Move up
plan-up-name = Move up: { $name }
plan-down = Move down
plan-down-name = Move down: { $name }
plan-drag = Drag to move
plan-swap-failed = No answer came. Load the page again to see what was saved.
plan-delete = Delete for good
plan-delete-milestone = Delete the milestone…
plan-delete-milestone-text = The milestone goes for good. Its tasks stay, without a milestone.
plan-delete-task = Delete the task…
plan-delete-task-text = The task goes for good.
flash-milestone-added = The milestone is in the plan.
flash-milestone-done = The milestone is reached.
flash-milestone-reopened = The milestone is open again.
flash-milestone-deleted = The milestone is deleted.
flash-task-added = The task is in the plan.
flash-task-done = The task is done.
flash-task-reopened = The task is open again.
flash-task-deleted = The task is deleted.
mail-due = { " " }(by { $day })
mail-task-given-subject = A task for you: “{ $subject }”
mail-task-given-text =
    Hello { $name },

    In the project “{ $project }”, a task is yours to do:
    { $subject }{ $due }

    To see it, and say when it is done:
    { $link }

    Fataplus
mail-task-given-noted-subject = A task for you: “{ $subject }”
mail-task-given-noted-text =
    Hello { $name },

    In the project “{ $project }”, a task is yours to do:
    { $subject }{ $due }

    “{ $note }”

    To see it, and say when it is done:
    { $link }

    Fataplus
mail-task-done-subject = Done: “{ $subject }”
mail-task-done-text =
    Hello { $name },

    { $who } has done this task in the project “{ $project }”:
    { $subject }

    { $link }

    Fataplus
mail-task-undone-subject = Reopened: “{ $subject }”
mail-task-undone-text =
    Hello { $name },

    { $who } has reopened this task in the project “{ $project }”: it is not done after all.
    { $subject }

    { $link }

    Fataplus
mail-task-changed-subject = Changed: “{ $subject }”
mail-task-changed-text =
    Hello { $name },

    { $who } has changed this task in the project “{ $project }”. It is now:
    { $subject }{ $due }

    To see it, and to say when it is done:
    { $link }

    Fataplus
mail-task-changed-noted-subject = Changed: “{ $subject }”
mail-task-changed-noted-text =
    Hello { $name },

    { $who } has changed this task in the project “{ $project }”. It is now:
    { $subject }{ $due }

    “{ $note }”

    To see it, and to say when it is done:
    { $link }

    Fataplus
mail-task-withdrawn-subject = No longer yours to do: “{ $subject }”
mail-task-withdrawn-text =
    Hello { $name },

    In the project “{ $project }”, { $who } has changed this task: it is no longer yours to do.
    { $subject }

    { $link }

    Fataplus
flash-plan-saved = The plan is saved.
