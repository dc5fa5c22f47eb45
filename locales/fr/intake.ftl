intake-step = Étape { $step } sur { $steps }
intake-saving = Enregistrement…
intake-saved = Enregistré
intake-not-saved = Pas encore enregistré, nouvel essai bientôt
intake-refused = Pas enregistré : ce qui est écrit ici n’est pas accepté.
intake-next = Suivant
intake-back = Précédent
intake-send = Envoyer ma demande
intake-privacy = Ce que nous faisons de vos réponses
intake-resume = Vous pouvez vous arrêter ici : votre demande vous attend { $days } jours dans ce navigateur, et ailleurs avec votre lien personnel.
intake-other-person = Ce n’est pas votre demande, ou c’en est une autre ?
intake-new = Commencer une autre demande
intake-full = Trop de demandes commencées attendent déjà depuis votre réseau. Rien de ce que vous avez écrit n’est perdu sur cette page : réessayez plus tard.
intake-busy = Trop d’envois en peu de temps. Rien de ce que vous avez écrit n’est perdu sur cette page : réessayez dans un moment.
intake-misfit = « { $field } » n’est pas enregistré. { $error }
done-preparing-text = Cela prend d’habitude quelques secondes, et cette page s’actualise toute seule. Vous pouvez aussi la fermer : un e-mail part dès que votre espace est ouvert.
intake-copy = Copier mon lien
intake-copied = Lien copié
intake-problem = Certaines réponses sont à revoir : elles sont signalées ci-dessous.
intake-1-title = Vous
intake-1-text = Comment vous joindre ?
intake-2-title = Votre vision
intake-2-text = Qu’est-ce qui doit changer grâce au projet ?
intake-3-title = Budget et délai
intake-3-text = Un ordre de grandeur suffit.
intake-4-title = Type de projet
intake-4-text = Choisissez tout ce qui convient.
intake-5-title = Souhaits techniques
intake-5-text = Laissez vide si vous n’en avez pas : l’agence proposera.
intake-6-title = Apparence
intake-6-text = Ce que vous aimez en dit long.
intake-7-title = Fonctionnalités
intake-7-text = Une par ligne, les plus importantes d’abord.
intake-8-title = Contenu et sécurité
intake-8-text = Ce qui est prêt, et ce qu’il faut protéger.
intake-9-title = Autre chose ?
intake-9-text = Un dernier mot, puis vous envoyez.
code-title = Consultez votre e-mail
code-text = Nous avons envoyé six chiffres à { $email }. Ils sont valables 15 minutes.
code-label = Code à six chiffres
code-hint = Regardez aussi dans les courriers indésirables.
code-submit = Ouvrir mon espace
code-wrong = Ce code n’est pas le bon. Vérifiez-le.
code-exhausted = Trop d’essais. Demandez un nouveau code.
code-missing = Rien reçu ?
code-resend = Envoyer un nouveau code
done-title = Votre espace est prêt
done-text = Votre demande s’y trouve déjà et votre agence est prévenue.
done-open = J’ai déjà un mot de passe : ouvrir mon espace
done-keep = Ouvrez l’e-mail que nous venons de vous envoyer : son lien vous fait entrer.
done-review-title = Votre demande est arrivée
done-review-text = L’agence la lit et vous répond par e-mail.
intake-other = Autre chose ? Un élément par ligne.
code-expired = Ce code a expiré. Demandez-en un nouveau.
code-no-more = Nous ne pouvons plus envoyer de code pour cette demande. Vérifiez votre adresse, ou commencez une autre demande.
code-edit = Corriger mon adresse ou mes réponses
flash-code-resent = Un nouveau code vient de partir.
field-too-many = Au plus { $limit } éléments.
field-item-too-long = Au plus { $limit } caractères par élément.
field-phone = Ce numéro contient des caractères inattendus.
ask-contact-name = Votre nom
ask-email = Votre e-mail
ask-phone = Téléphone
ask-company = Entreprise ou organisation
ask-sector = Secteur d’activité
ask-company-size = Taille
ask-title = Nom du projet
ask-problem = Quel problème voulez-vous résoudre ?
ask-solution = Quelle solution imaginez-vous ?
ask-goals = Vos objectifs
ask-expected-impact = Qu’en attendez-vous ?
ask-audience = À qui s’adresse le projet ?
ask-estimated-users = Combien de personnes l’utiliseront ?
ask-budget = Budget
ask-timeline = Délai souhaité
ask-project-types = Type de projet
ask-complexity = Complexité, à votre avis
ask-frontend = Technologies de l’interface
ask-backend = Technologies du serveur
ask-database = Base de données
ask-hosting = Hébergement
ask-integrations = Services à connecter
ask-visual-style = Style souhaité
ask-references = Sites ou marques qui vous plaisent
ask-existing-assets = Ce que vous avez déjà
ask-must-have = Indispensable
ask-should-have = Important
ask-could-have = Si possible
ask-modules = Modules
ask-content = Contenus
ask-security = Sécurité
ask-sensitive-data = Données sensibles traitées
ask-notes = Autre chose à nous dire ?
ask-consent = J’accepte que mes réponses servent à étudier ma demande et à ouvrir mon espace, comme l’explique la page de confidentialité.
ask-email-hint = Un code de confirmation y sera envoyé.
ask-title-hint = De 3 à 100 caractères.
ask-estimated-users-hint = Un ordre de grandeur.
ask-frontend-hint = Une par ligne : React, Vue, Flutter…
ask-backend-hint = Une par ligne : Rust, Node.js, Django…
ask-database-hint = Une par ligne : PostgreSQL, MySQL…
ask-hosting-hint = Chez vous, à Madagascar, dans le cloud…
ask-integrations-hint = Paiement mobile, comptabilité, messagerie…
ask-references-hint = Collez des adresses, ou décrivez.
group-design = Design
group-web = Web
group-ai = Intelligence artificielle
group-mobile = Mobile
group-infrastructure = Infrastructure
group-training = Formation
choice-company-size-startup = Start-up, 1 à 10 personnes
choice-company-size-sme = PME, 11 à 50 personnes
choice-company-size-large = Grande entreprise, 51 et plus
choice-company-size-association = Association
choice-company-size-individual = Particulier
choice-budget-under-500k = Moins de 500 000 Ar
choice-budget-500k-1m = 500 000 à 1 million Ar
choice-budget-1m-5m = 1 à 5 millions Ar
choice-budget-5m-10m = 5 à 10 millions Ar
choice-budget-over-10m = Plus de 10 millions Ar
choice-budget-undecided = Pas encore décidé
choice-timeline-under-1-month = Moins d’un mois
choice-timeline-1-3-months = 1 à 3 mois
choice-timeline-3-6-months = 3 à 6 mois
choice-timeline-6-12-months = 6 à 12 mois
choice-timeline-over-12-months = Plus d’un an
choice-complexity-simple = Simple
choice-complexity-medium = Moyenne
choice-complexity-complex = Complexe
choice-complexity-very-complex = Très complexe
choice-project-types-ui-ux = UI/UX
choice-project-types-product = Produit
choice-project-types-redesign = Refonte
choice-project-types-identity = Identité visuelle
choice-project-types-prototype = Prototype
choice-project-types-design = Autre, ou à définir
choice-project-types-showcase = Site vitrine
choice-project-types-shop = Boutique en ligne
choice-project-types-pwa = Application web (PWA)
choice-project-types-saas = Logiciel en ligne (SaaS)
choice-project-types-portal = Portail
choice-project-types-booking = Réservation
choice-project-types-web = Autre, ou à définir
choice-project-types-assistant = Assistant
choice-project-types-recommendation = Recommandation
choice-project-types-prediction = Prédiction
choice-project-types-nlp = Traitement du langage
choice-project-types-vision = Vision par ordinateur
choice-project-types-automation = Automatisation
choice-project-types-ai = Autre, ou à définir
choice-project-types-ios = iOS
choice-project-types-android = Android
choice-project-types-cross-platform = iOS et Android
choice-project-types-mobile = Autre, ou à définir
choice-project-types-architecture = Architecture
choice-project-types-cloud = Cloud
choice-project-types-api = API
choice-project-types-database = Base de données
choice-project-types-support = Support et maintenance
choice-project-types-infrastructure = Autre, ou à définir
choice-project-types-open = { $group } : autre, ou à définir
choice-project-types-training = Formation de vos équipes
choice-existing-assets-logo = Logo
choice-existing-assets-brand-guidelines = Charte graphique
choice-existing-assets-photos = Photos
choice-existing-assets-videos = Vidéos
choice-existing-assets-texts = Textes
choice-existing-assets-mockups = Maquettes
choice-existing-assets-website = Site existant
choice-modules-accounts = Comptes utilisateurs
choice-modules-payments = Paiement
choice-modules-booking = Réservation
choice-modules-blog = Actualités ou blog
choice-modules-search = Recherche
choice-modules-chat = Messagerie
choice-modules-notifications = Notifications
choice-modules-dashboard = Tableau de bord
choice-modules-maps = Cartes
choice-modules-languages = Plusieurs langues
choice-content-texts-ready = Textes prêts
choice-content-photos-ready = Photos prêtes
choice-content-videos-ready = Vidéos prêtes
choice-content-writing-needed = Rédaction à faire
choice-content-photos-needed = Photos à faire
choice-content-translation-needed = Traduction à faire
choice-security-strong-login = Connexion renforcée
choice-security-access-levels = Droits selon les personnes
choice-security-backups = Sauvegardes
choice-security-audit-trail = Journal des actions
choice-security-encryption = Chiffrement
choice-sensitive-data-personal = Données personnelles
choice-sensitive-data-financial = Données financières
choice-sensitive-data-health = Données de santé
choice-sensitive-data-children = Données d’enfants
choice-sensitive-data-trade-secrets = Secrets d’affaires
mail-intake-code-subject = Votre code Fataplus
mail-intake-code-text =
    Bonjour,

    Voici le code qui confirme votre demande. Il est valable 15 minutes.

    { $code }

    { $link ->
        [none] {""}
       *[other] Vous avez fermé la page ? Reprenez ici : { $link }
    }

    Si vous n’avez rien demandé, ignorez ce message : sans le code, rien ne se passe.

    Fataplus
mail-intake-declined-subject = Votre demande « { $title } »
mail-intake-declined-text =
    Bonjour { $name },

    Merci de votre demande. Nous l’avons lue et nous ne pouvons pas la prendre en charge. Voici pourquoi :

    { $reason }

    Fataplus
mail-intake-decide-subject = Demande à examiner : { $title }
mail-intake-decide-text =
    Bonjour { $name },

    { $who } a envoyé une demande et a confirmé son adresse. Acceptez-la ou déclinez-la ici :

    { $link }

    Fataplus
submissions-title = Demandes
submissions-text = Ce qui est arrivé par le formulaire.
submissions-all = Toutes les demandes
submissions-empty-title = Aucune demande
submissions-empty-text = Les demandes envoyées par le formulaire apparaissent ici.
submissions-request = Demande
submissions-state = État
submissions-from = De
submissions-date = Envoyée le
submissions-project = Projet
submissions-no-project = Pas encore
submission-awaiting-code = Adresse à confirmer
submission-in-review = À examiner
submission-accepted = Acceptée
submission-declined = Déclinée
submission-open = Ouvrir l’espace
submission-review-text = La personne a confirmé son adresse. En acceptant, vous ouvrez son espace.
submission-waiting-text = La personne n’a pas encore saisi le code envoyé à son adresse.
submission-accept = Accepter la demande
submission-decline = Décliner la demande
submission-reason = Raison du refus
submission-reason-hint = Elle est envoyée à la personne, telle quelle.
flash-submission-accepted = La demande est acceptée. La personne reçoit un e-mail dès que son espace est ouvert.
flash-submission-declined = La demande est déclinée, la personne est prévenue par e-mail.
