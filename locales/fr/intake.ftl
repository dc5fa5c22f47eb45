intake-step = Étape { $step } sur { $steps }
intake-saving = Enregistrement…
intake-saved = Enregistré
intake-not-saved = Pas encore enregistré, nouvel essai bientôt
intake-refused = Pas enregistré : ce qui est écrit ici n’est pas accepté.
intake-next = Suivant
intake-back = Précédent
intake-send = Envoyer ma demande
intake-privacy = Ce que nous faisons de vos réponses
intake-resume = Vous pouvez vous arrêter ici : votre demande vous attend { $days } jours dans ce navigateur, et ailleurs avec votre lien personnel.
intake-other-person = Ce n’est pas votre demande, ou c’en est une autre ?
intake-new = Commencer une autre demande
intake-new-text = La demande commencée ici quitte ce navigateur : seul son lien personnel y ramène.
intake-full = Trop de demandes commencées attendent déjà depuis votre réseau. Rien de ce que vous avez écrit n’est perdu sur cette page : réessayez plus tard.
intake-busy = Trop d’envois en peu de temps. Rien de ce que vous avez écrit n’est perdu sur cette page : réessayez dans un moment.
intake-misfit = « { $field } » n’est pas enregistré. { $error }
done-preparing-text = Cela prend d’habitude quelques secondes, et cette page s’actualise toute seule. Vous pouvez aussi la fermer : un e-mail part dès que votre espace est ouvert.
intake-copy = Copier mon lien
intake-copied = Lien copié
intake-problem = Certaines réponses sont à revoir : elles sont signalées ci-dessous.
intake-1-title = Votre projet
intake-1-text = En quelques mots, les vôtres. Le reste viendra plus tard.
intake-2-title = Budget et délai
intake-2-text = Un ordre de grandeur suffit. Vous pourrez changer d’avis.
intake-3-title = Vous
intake-3-text = Relisez, dites-nous comment vous répondre, et envoyez.
intake-change = Modifier
intake-files = Des fichiers qui nous aident
intake-files-hint = Un logo, des photos, un texte. Ils restent dans ce navigateur ; votre espace vous proposera ensuite de les envoyer.
intake-files-remove = Retirer
intake-files-not-kept = Ce navigateur n’a pas pu garder ces fichiers. Vous pourrez les envoyer plus tard, dans votre espace.
intake-files-title = Vos fichiers passent dans votre espace
intake-files-text = Cette fenêtre se ferme d’elle-même. Si elle reste ouverte, fermez-la et choisissez vos fichiers dans votre espace.
intake-review = Votre demande en résumé
code-title = Consultez votre e-mail
code-text = Nous avons envoyé six chiffres à { $email }. Ils sont valables 15 minutes.
code-label = Code à six chiffres
code-hint = Regardez aussi dans les courriers indésirables.
code-submit = Ouvrir mon espace
code-wrong = Ce code n’est pas le bon. Prenez celui de l’e-mail le plus récent : les précédents ne valent plus.
code-exhausted = Trop d’essais. Demandez un nouveau code.
code-missing = Rien reçu ?
code-resend = Envoyer un nouveau code
done-title = Votre espace est prêt
done-text = Votre demande s’y trouve déjà et votre agence est prévenue. Pour l’ouvrir, connectez-vous : par le lien de l’e-mail, ou ici.
done-open = Me connecter et ouvrir mon espace
done-files = Les fichiers choisis vous suivent si vous ouvrez votre espace ici, dans ce navigateur.
done-keep = Nous venons de vous envoyer un e-mail qui mène à votre espace.
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
mail-intake-code-subject = Votre code Fataplus
mail-intake-code-text =
    Bonjour,

    Voici le code qui confirme votre demande. Il est valable 15 minutes.

    { $code }

    { $link ->
        [none] {""}
       *[other] Vous avez fermé la page ? Reprenez ici : { $link }
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
submission-accepted = Espace ouvert
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
