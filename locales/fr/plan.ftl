plan-title = Planning
plan-text = Les étapes, et ce qu’il faut faire pour chacune.
plan-to-agree = Date à convenir
plan-reached-on = Atteinte le { $date }
plan-open-tasks = { $count ->
    [one] Une tâche est encore ouverte
   *[other] { $count } tâches sont encore ouvertes
}
plan-done-tasks = { $count ->
    [one] Une tâche faite
   *[other] { $count } tâches faites
}
plan-progress = Avancement
plan-new-milestone = Nouvelle étape
plan-edit = Modifier
plan-edit-name = Modifier { $name }
plan-complete = Fait : { $name }
plan-yours = À vous
plan-new-task = Ajouter une tâche
plan-new-task-name = Ajouter une tâche à : { $name }
plan-task-title = Tâche
plan-task-due = Échéance
plan-task-visibility = Visible par
plan-add-task = Ajouter
plan-empty-title = Le planning se prépare
plan-empty-text = L’agence posera ici les étapes du projet.
milestone-default-scope = Lancement et cadrage
milestone-default-design = Proposition de conception
milestone-default-build = Réalisation
milestone-default-review = Relecture
milestone-default-delivery = Livraison
plan-due = Pour le { $date }
plan-completed = Fait par { $name } le { $date }
plan-details = Précisions
plan-loose = Sans étape
plan-weight = Poids
plan-weight-hint = De 1 à 100 : sa part dans l’avancement.
plan-milestone = Étape
plan-milestone-title = Nom de l’étape
plan-no-milestone = Aucune
plan-add-milestone = Ajouter l’étape
plan-edit-milestone = Modifier l’étape
plan-edit-task = Modifier la tâche
plan-assignee = Confiée à
plan-nobody = Personne pour l’instant
plan-visibility-usual = Selon qui doit agir
plan-side = Qui doit agir
plan-side-hint = Le côté de la personne à qui elle est confiée, s’il y en a une.
plan-side-agency = L’agence
plan-side-client = Le client
plan-reached-name = Étape atteinte : { $name }
plan-reopen = Rouvrir
plan-up = Monter
plan-up-name = Monter : { $name }
plan-down = Descendre
plan-down-name = Descendre : { $name }
plan-drag = Faites glisser pour déplacer
plan-swap-failed = Aucune réponse n’est venue. Rechargez la page pour voir ce qui est enregistré.
plan-delete = Supprimer définitivement
plan-delete-milestone = Supprimer l’étape…
plan-delete-milestone-text = L’étape disparaît définitivement. Ses tâches restent, sans étape.
plan-delete-task = Supprimer la tâche…
plan-delete-task-text = La tâche disparaît définitivement.
flash-milestone-added = L’étape est dans le planning.
flash-milestone-done = L’étape est atteinte.
flash-milestone-reopened = L’étape est rouverte.
flash-milestone-deleted = L’étape est supprimée.
flash-task-added = La tâche est dans le planning.
flash-task-done = La tâche est faite.
flash-task-reopened = La tâche est rouverte.
flash-task-deleted = La tâche est supprimée.
mail-due = { " " }(pour le { $day })
mail-task-given-subject = Une tâche pour vous : « { $subject } »
mail-task-given-text =
    Bonjour { $name },

    Dans le projet « { $project } », une tâche vous est confiée :
    { $subject }{ $due }

    Pour la voir, et dire quand elle est faite :
    { $link }

    Fataplus
mail-task-given-noted-subject = Une tâche pour vous : « { $subject } »
mail-task-given-noted-text =
    Bonjour { $name },

    Dans le projet « { $project } », une tâche vous est confiée :
    { $subject }{ $due }

    « { $note } »

    Pour la voir, et dire quand elle est faite :
    { $link }

    Fataplus
mail-task-done-subject = C’est fait : « { $subject } »
mail-task-done-text =
    Bonjour { $name },

    { $who } a fait cette tâche dans le projet « { $project } » :
    { $subject }

    { $link }

    Fataplus
mail-task-undone-subject = Rouverte : « { $subject } »
mail-task-undone-text =
    Bonjour { $name },

    { $who } a rouvert cette tâche dans le projet « { $project } » : elle n’est pas faite, finalement.
    { $subject }

    { $link }

    Fataplus
mail-task-changed-subject = Tâche modifiée : « { $subject } »
mail-task-changed-text =
    Bonjour { $name },

    { $who } a modifié cette tâche dans le projet « { $project } ». La voici maintenant :
    { $subject }{ $due }

    Pour la voir, et dire quand elle est faite :
    { $link }

    Fataplus
mail-task-changed-noted-subject = Tâche modifiée : « { $subject } »
mail-task-changed-noted-text =
    Bonjour { $name },

    { $who } a modifié cette tâche dans le projet « { $project } ». La voici maintenant :
    { $subject }{ $due }

    « { $note } »

    Pour la voir, et dire quand elle est faite :
    { $link }

    Fataplus
mail-task-withdrawn-subject = Plus à faire : « { $subject } »
mail-task-withdrawn-text =
    Bonjour { $name },

    Dans le projet « { $project } », { $who } a changé cette tâche : vous n’avez plus à la faire.
    { $subject }

    { $link }

    Fataplus
flash-plan-saved = Le planning est enregistré.
