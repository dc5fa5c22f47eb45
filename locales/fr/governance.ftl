manage-title = Gérer « { $title } »
projects-manage = Gérer
limits-title = Formule et limites
limits-text = Ce que ce projet peut utiliser de la plateforme. Un champ vide suit la formule.
limits-planned = La formule : { $value }.
limits-range = De { $least } à { $most }.
limits-rows-lost = Au-delà, les plus anciennes entrées de l’historique sont effacées pour de bon.
limits-rare = Réglages fins
limits-field-plan = Formule
limits-field-storage-bytes = Stockage, en Mo
limits-field-upload-bytes = Plus gros fichier, en Mo
limits-field-requests-per-minute = Requêtes par minute
limits-field-concurrent-requests = Requêtes en même temps
limits-field-connections = Connexions à la base en même temps
limits-field-statement-ms = Durée maximale d’une requête, en millisecondes
limits-field-concurrent-jobs = Tâches de fond en même temps
limits-field-rows = Lignes de chaque sorte (messages, tâches, fichiers…)
limits-storage = Stockage
limits-storage-used = { $used } sur { $quota }
usage-title = Utilisation
usage-text = Ce que le projet utilise, jour par jour, et ce que permet sa formule.
usage-see = Voir l’utilisation
usage-time = Période affichée
usage-span = { $days } jours
usage-hours = { $hours } heures
usage-csv = Télécharger en CSV
usage-requests-limit = { $count } requêtes par minute au plus.
usage-storage-nearly = Plus de 80 % du stockage est utilisé. Quand il sera plein, aucun fichier ne pourra être ajouté.
usage-storage-full = Le stockage est plein : aucun fichier ne peut être ajouté.
usage-page-views = Pages ouvertes
usage-active-people = Personnes actives
usage-messages = Messages écrits
usage-document-views = Documents ouverts
usage-downloads = Téléchargements
usage-api-calls = Appels à l’API, envois de fichiers compris
usage-storage = Stockage
usage-total = { $count } en tout
usage-most-people = { $count } au plus par jour
chart-bar = { $at } : { $figure }
chart-label = { $title }. Maximum : { $top }
chart-top = Maximum : { $top }
chart-nothing = Rien encore.
usage-documents = Documents les plus utilisés
usage-documents-none = Rien n’a encore été ouvert
usage-documents-none-text = Les documents ouverts ou téléchargés apparaissent ici.
usage-document = Document
usage-table = Tous les chiffres en tableau, sans les jours où rien ne s’est passé
usage-table-hours = Tous les chiffres en tableau, sans les heures où il ne s’est rien passé
usage-day = Jour
audit-title = Journal d’audit
audit-text = Ce qui a changé dans le projet, qui a ouvert et téléchargé des documents, et qui est entré. Toute modification se verrait.
audit-platform-text = Les connexions, et ce que les personnes et l’exploitant ont changé hors des projets. Chaque projet a son propre journal.
audit-see = Voir le journal d’audit
audit-filters = Lignes affichées
audit-all = Tout
audit-changes = Changements
audit-reads = Consultations
audit-export = Tout télécharger
audit-narrowed = Seules les lignes sur une personne ou un élément sont affichées.
audit-of-all = Tout afficher
audit-empty-title = Rien pour l’instant
audit-empty-text = Les changements sont ici aussitôt, les consultations en une seconde.
audit-line = Ligne
audit-what = Ce qui s’est passé
audit-at = Quand
audit-more = Seulement sur
audit-person = cette personne
audit-subject = cet élément
audit-of-line = (ligne { $line })
audit-chain = Chaque ligne porte une empreinte de toutes celles qui la précèdent. Le fichier téléchargé se vérifie par « fataplus audit verify », sans ce service.
event-changed = { $actor } a fait un changement : { $name }
event-document-viewed = { $actor } a ouvert « { $name } »
event-document-downloaded = { $actor } a téléchargé « { $name } »
event-usage-exported = { $actor } a téléchargé le tableau d’utilisation
event-audit-exported = { $actor } a téléchargé le journal d’audit
event-admin-entered = { $actor } a consulté le projet comme admin de la plateforme
event-logged-in = { $actor } a ouvert une nouvelle session
event-login-failed = Une connexion avec un mauvais mot de passe a été refusée ({ $actor })
usage-hour = Heure
plan-small = Petite
plan-standard = Standard
plan-large = Grande
workspace-title = Espace de travail
workspace-move-to = Passer à
workspace-active = Ouvert
workspace-active-hint = Les membres y accèdent de nouveau.
workspace-suspended = Suspendu
workspace-suspended-hint = Qui l’ouvre apprend que le projet est suspendu. Rien n’est supprimé.
workspace-archived = Archivé
workspace-archived-hint = Disparaît des listes ; tout est conservé. Il peut être rouvert : d’abord « Suspendu », puis « Ouvert ».
workspace-reason-hint = Pour l’historique du projet ; seule l’agence la lit.
workspace-confirm = Mettre le projet dans cet état ? Ses membres en sont avertis par e-mail.
workspace-confirm-yes = Appliquer cet état
event-limits-changed = { $actor } a modifié les limites du projet
event-project-suspended = { $actor } a suspendu le projet
event-project-resumed = { $actor } a rouvert le projet
event-project-archived = { $actor } a archivé le projet

mail-storage-nearly-subject = Stockage presque plein : « { $project } »
mail-storage-nearly-text =
    Bonjour { $name },

    Au moins 80 % du stockage de « { $project } » est utilisé. Quand il sera plein, aucun fichier ne pourra être ajouté, ni par votre client ni par vous.

    Ce qui prend de la place, et ce qu’il en reste :
    { $link }

    Fataplus

mail-storage-full-subject = Plus de place pour les fichiers : « { $project } »
mail-storage-full-text =
    Bonjour { $name },

    Il n’y a plus de place pour un fichier dans « { $project } », ou un fichier vient d’être refusé parce qu’il n’y tenait pas. Supprimez les documents devenus inutiles, ou demandez plus de place à un administrateur de la plateforme.

    Ce qui prend de la place :
    { $link }

    Fataplus
