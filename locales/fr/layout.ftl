brand = Fataplus
site-description = Un espace privé où vous et votre agence suivez votre projet et gardez ses fichiers.
skip-to-content = Aller au contenu
footer-label = Liens utiles
footer-privacy = Confidentialité
footer-help = Aide
language-label = Langue
language-change = Changer

nav-label = Menu principal
nav-project-label = Menu du projet
nav-login = Se connecter
nav-my-projects = Mes projets
nav-projects = Projets
nav-work = Mon travail
nav-new-project = Nouveau projet
nav-requests = Demandes
nav-isolation = Isolation
nav-jobs = Tâches
nav-account-menu = Mon compte et déconnexion
nav-account = Mon compte
nav-logout = Se déconnecter
nav-overview = Vue d’ensemble
nav-plan = Planning
nav-documents = Documents
nav-file-requests = Fichiers demandés
nav-messages = Messages
nav-people = Équipe
nav-overview-short = Accueil
nav-plan-short = Planning
nav-documents-short = Fichiers
nav-more = Plus
nav-waits = en attente
nav-settings = Réglages
agency-label = Vue agence
agency-view = Vue agence : vous voyez aussi ce que le client ne voit pas.

status-intake = Demande reçue
status-planning = Préparation
status-in-progress = En cours
status-review = En relecture
status-completed = Terminé
status-maintenance = Maintenance
status-provisioning = En préparation
status-suspended = Suspendu
status-archived = Archivé
status-todo = À faire
status-done = Fait
status-overdue = En retard
status-open = Attendu
status-received = Reçu, à vérifier
status-accepted = Accepté
status-sent-back = À refaire
status-to-approve = À valider
status-approved = Validé
status-changes-requested = Corrections demandées
status-invited = Invitation envoyée

turn-client = Au tour du client
turn-agency = Au tour de l’agence
turn-both = Au tour des deux
turn-nobody = Rien en attente
visibility-internal = Agence seule
visibility-client = Agence et client
visibility-partner = Agence et partenaires
visibility-shared = Tout le projet
role-client = Client
role-project-manager = Chef de projet
role-admin = Administrateur
role-partner = Partenaire

percent = { $value } %
pager-label = Pages
pager-previous = Précédent
pager-next = Suivant
field-optional = (facultatif)
field-show-password = Afficher le mot de passe
document-version = Version { $number }
document-download = Télécharger
document-download-name = Télécharger { $name }
upload-hint = Si la connexion se coupe, l’envoi du fichier recommence depuis le début.
upload-failed = La connexion s’est coupée. Votre choix n’est pas perdu : vérifiez votre connexion, puis envoyez de nouveau.
upload-silent = Plus rien ne passait sur la ligne. Votre choix n’est pas perdu : vérifiez votre connexion, puis envoyez de nouveau.
upload-unwell = Notre service ne prend pas de fichiers en ce moment. Votre choix n’est pas perdu : envoyez-le de nouveau dans quelques minutes.
upload-refused = L’espace de fichiers a refusé ce fichier. Rechargez cette page, puis choisissez de nouveau le fichier.
upload-unreadable = Ce fichier n’est plus lisible : il a été déplacé ou modifié depuis que vous l’avez choisi. Choisissez-le de nouveau.
upload-again = Choisissez ensuite de nouveau le fichier ; le reste du formulaire est tel que vous l’avez envoyé.
upload-progress = Envoi en cours
cancel = Annuler
save = Enregistrer

month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
date = { $day ->
    [1] 1er
    *[other] { $day }
} { $month } { $year }
date-of-this-year = { $day ->
    [1] 1er
    *[other] { $day }
} { $month }
date-today = aujourd’hui
date-yesterday = hier
date-time = { $date } à { $time }
unit-b = { $value } o
unit-kb = { $value } ko
unit-mb = { $value } Mo
unit-gb = { $value } Go
