documents-title = Documents
documents-text = Chaque version est conservée : rien ne se perd quand une nouvelle arrive.
documents-add = Ajouter un document
documents-send-unasked = Envoyer un fichier
documents-send-unasked-text = L’agence et les clients de ce projet le verront. Vous pouvez le reprendre tant qu’elle ne l’a pas accepté.
documents-chosen = Vous aviez choisi des fichiers dans le formulaire. Ils sont toujours dans ce navigateur.
documents-chosen-take = Envoyer ces fichiers
documents-chosen-drop = Ne plus les proposer
documents-chosen-none = Les fichiers ne sont plus dans ce navigateur. Choisissez-les à nouveau.
documents-chosen-taken = Ces fichiers sont prêts : appuyez sur « Envoyer » ci-dessous.
documents-chosen-blocked = Ce navigateur n’a pas ouvert de fenêtre. Autorisez-la et réessayez, ou choisissez vos fichiers ci-dessous.
documents-file = Fichier
documents-send = Envoyer
documents-kind = Type
documents-kind-hint = Un livrable attend la validation du client.
documents-partner-text = L’agence et ses partenaires le verront ; l’agence décide si le client le voit.
documents-visibility = Visible par
documents-filter = Filtrer par type
documents-all = Tous
documents-empty-title = Aucun document pour l’instant
documents-empty-text = Ce que l’agence publie et ce que vous envoyez sera ici.
documents-none-title = Rien de ce genre
documents-none-text = D’autres documents sont sous « Tous ».
kind-prd = Cahier des besoins
kind-tdr = Termes de référence
kind-specification = Cahier des charges
kind-contract = Contrat
kind-proposal = Proposition
kind-deliverable = Livrable
kind-invoice = Facture
kind-asset = Fichier fourni
kind-other = Autre
document-all = Tous les documents
document-your-turn = À vous de jouer
document-approve-title = Ce document vous convient-il ?
document-approve-text = Votre réponse est datée et conservée avec cette version.
document-comment = Vos remarques
document-comment-hint = Nécessaires lorsque vous demandez des corrections.
document-approve = Valider
document-request-changes = Demander des corrections
document-decided-by = { $name }, { $date }
document-versions = Versions
document-current = Version actuelle
document-download-version = Télécharger la version { $number }
document-new-version = Nouvelle version
document-version-reaches = Le client voit cette version aussitôt, et un e-mail le prévient.
document-new-file = Fichier de la nouvelle version
document-send = Envoyer cette version
document-facts = À propos
document-added-by = Ajouté par
document-updated = Dernier changement
document-visibility = Visible par
document-visibility-hint = Qui ne le voyait pas encore est prévenu par e-mail, sauf souhait contraire.
document-publish = Modifier
document-show = Montrer au client
document-show-text = Seule l’agence voit ce document.
document-name = Nom
document-rename = Renommer
document-delete = Supprimer
document-delete-open = Supprimer le document…
document-audit = Qui a vu ce document
document-delete-confirm = Supprimer { $name } et toutes ses versions ? La place qu’elles occupent est libre aussitôt.
document-take-back = Reprendre
document-take-back-open = Reprendre ce fichier…
document-take-back-confirm = Reprendre { $name } ? Il sera supprimé, pour l’agence comme pour vous.
document-check = Fichier reçu : à vérifier
document-check-files =
    { $count ->
        [one] { $count } fichier
       *[other] { $count } fichiers, acceptés ou renvoyés ensemble
    }
requests-title = Fichiers demandés
requests-all = Toutes les demandes
requests-text = Ce dont l’agence a besoin pour avancer, et ce qui a été envoyé sans demande.
requests-unasked = Envoyé sans demande
requests-new = Demander des fichiers
requests-name = Ce qu’il faut
requests-description = Précisions
requests-due = Souhaité pour le
requests-ask = Envoyer la demande
requests-files = Fichiers
requests-send = Envoyer
requests-received-otherwise = Ajouter un fichier reçu autrement
requests-note = Ce qu’il faut reprendre
requests-note-hint = Le client le lit, dans son espace et par e-mail.
requests-asked-again = Vous aviez demandé : « { $note } »
requests-accept = Accepter
requests-send-back = Demander à refaire
requests-close = Ne plus demander
requests-close-text = Ne plus demander ces fichiers au client ?
requests-empty-title = Aucun fichier n’est attendu
requests-empty-text = Quand l’agence aura besoin de quelque chose, ce sera ici.
flash-files-sent = C’est bien arrivé.
flash-file-added = Ajouté au projet.
flash-file-shown = Le client voit ce fichier ; un e-mail l’en avertit, sauf s’il n’en veut pas.
flash-document-published = La visibilité du document a changé.
flash-document-renamed = Le document a un nouveau nom.
flash-document-deleted = Le document est supprimé.
flash-document-taken-back = Vous avez repris ce fichier : l’agence ne le voit plus.
flash-deliverable-approved = Merci : votre validation est enregistrée.
flash-changes-requested = Merci : l’agence sait ce qu’il faut corriger.
flash-files-requested = La demande est faite : le client la voit dans son espace.
flash-files-accepted = Les fichiers sont acceptés.
flash-files-closed = Ces fichiers ne sont plus demandés.
flash-files-returned = La demande est rouverte : le client voit ce qu’il faut reprendre.
mail-document-published-subject = Nouveau dans « { $project } » : « { $subject } »
mail-document-published-text =
    Bonjour { $name },

    Un document est à votre disposition dans le projet « { $project } » :
    { $subject }

    Pour le lire :
    { $link }
mail-partner-file-subject = De la part de { $who } : « { $subject } »
mail-partner-file-text =
    Bonjour { $name },

    { $who } a ajouté un fichier dans le projet « { $project } » :
    { $subject }

    Pour le regarder, et décider qui le voit :
    { $link }
mail-partner-version-subject = { $who } a envoyé une version que le client voit : « { $subject } »
mail-partner-version-text =
    Bonjour { $name },

    { $who } a ajouté une version dans le projet « { $project } ». Le client la voit déjà :
    { $subject }

    Pour la regarder :
    { $link }
mail-deliverable-awaits-subject = À valider : « { $subject } »
mail-deliverable-awaits-text =
    Bonjour { $name },

    Un document du projet « { $project } » attend votre décision :
    { $subject }

    Pour le consulter, puis le valider ou demander des corrections :
    { $link }
mail-deliverable-approved-subject = Validé : « { $subject } »
mail-deliverable-approved-text =
    Bonjour { $name },

    Le client a validé un document du projet « { $project } » :
    { $subject }

    { $link }
mail-changes-requested-subject = Corrections demandées : « { $subject } »
mail-changes-requested-text =
    Bonjour { $name },

    Le client demande des corrections sur un document du projet « { $project } » :
    { $subject }

    Ses remarques : « { $note } »

    Le document, avec les remarques en entier :
    { $link }
mail-file-requested-subject = Il nous faut des fichiers : « { $subject } »
mail-file-requested-text =
    Bonjour { $name },

    Pour avancer sur le projet « { $project } », votre agence a besoin de :
    { $subject }{ $due }

    Pour l’envoyer :
    { $link }
mail-file-returned-subject = À renvoyer : « { $subject } »
mail-file-returned-text =
    Bonjour { $name },

    Votre agence a regardé les fichiers du projet « { $project } » et a besoin d’autre chose :
    { $subject }{ $due }

    Ce qu’il faut reprendre : « { $note } »

    Où l’envoyer, avec tout ce qui est dit :
    { $link }
mail-file-received-subject = Des fichiers sont arrivés : « { $subject } »
mail-file-received-text =
    Bonjour { $name },

    Le client a envoyé des fichiers dans le projet « { $project } » :
    { $subject }

    Pour les vérifier :
    { $link }
document-undo = Annuler ma réponse
document-undo-hint = Possible pendant 10 minutes.
document-undo-late = Il n’y a plus rien à annuler : c’est déjà fait, une nouvelle version est arrivée, ou dix minutes ont passé.
document-newer = Le document a changé entre-temps : voici où il en est. Regardez-le avant de répondre.
document-not-noted = Votre texte, qui n’a pas été enregistré :
flash-approval-undone = Votre réponse est annulée : le document attend de nouveau votre décision.
mail-deliverable-approved-noted-subject = Validé, avec une remarque : « { $subject } »
mail-deliverable-approved-noted-text =
    Bonjour { $name },

    Le client a validé un document du projet « { $project } » :
    { $subject }

    Sa remarque : « { $note } »

    { $link }

    Fataplus
mail-approval-undone-subject = Réponse annulée : « { $subject } »
mail-approval-undone-text =
    Bonjour { $name },

    Le client a annulé sa réponse dans le projet « { $project } ». Le document attend de nouveau sa décision :
    { $subject }

    { $link }
mail-file-unasked-subject = Fichier envoyé par le client : « { $subject } »
mail-file-unasked-text =
    Bonjour { $name },

    Le client a envoyé un fichier de lui-même dans le projet « { $project } » :
    { $subject }

    Pour le vérifier :
    { $link }
