form-again-text = Cette page date d’avant un changement de connexion. Rien n’a encore été envoyé, et rien de ce que vous aviez écrit n’est perdu.
form-again-as = Vous êtes connecté en tant que { $email }.
form-again-send = Envoyer maintenant
error-open-again = Ouvrir la page de nouveau
error-home = Retour à mes projets
error-home-project = Retour au projet
error-manage = Gérer ce projet
error-home-public = Retour à l’accueil
error-new-link = Demander un nouveau lien
error-reference = Référence : { $id }
again-wait = { $seconds ->
    [one] Ce que vous avez saisi est toujours là. Renvoyez-le dans une seconde.
   *[other] Ce que vous avez saisi est toujours là. Renvoyez-le dans { $seconds } secondes.
}
again-send = Renvoyer
again-code = Code
again-title = Titre

problem-not-found = Page introuvable
problem-not-found-detail = L’adresse est inexacte, ou elle ne vous est pas ouverte. Vérifiez-la, ou repartez de la liste de vos projets.
problem-forbidden = Cette action ne vous est pas ouverte
problem-forbidden-detail = Ceci est réservé à d’autres personnes. Demandez à votre chef de projet.
problem-project-suspended = Ce projet est suspendu
problem-project-suspended-detail = Vos fichiers sont en sécurité, rien n’est perdu. Écrivez à votre agence pour en savoir plus.
problem-project-archived = Ce projet est archivé
problem-project-archived-detail = Il peut encore être rouvert et rien n’est perdu. Écrivez à votre agence.
problem-project-preparing = Votre espace se prépare
problem-project-preparing-detail = Cela prend en général quelques secondes ; si c’est plus long, la préparation est retentée jusqu’à ce qu’elle réussisse. Réessayez dans un moment.
problem-invalid-token = Votre session est terminée
problem-invalid-token-detail = Reconnectez-vous pour continuer.
problem-authentication-required = Connectez-vous
problem-authentication-required-detail = Cette page est ouverte aux personnes connectées. Connectez-vous, puis réessayez.
problem-wrong-credentials = L’adresse ou le mot de passe n’est pas correct
problem-wrong-credentials-detail = Vérifiez les deux, ou demandez un lien pour choisir un nouveau mot de passe.
problem-form-expired = Ce formulaire n’est plus à jour
problem-form-expired-detail = La page date d’avant un changement de connexion. Rien n’a été modifié : ouvrez-la de nouveau, puis renvoyez le formulaire.
problem-validation = Il y a quelque chose à corriger
problem-validation-detail = Lisez ce qui est indiqué près de chaque champ, puis renvoyez.
problem-malformed-json = Le contenu n’est pas du JSON valide
problem-malformed-json-detail = Vérifiez sa syntaxe, puis renvoyez-le.
problem-unsupported-media-type = Le contenu n’est pas du type attendu
problem-unsupported-media-type-detail = Indiquez le Content-Type que donne la documentation de cette adresse.
problem-payload-too-large = C’est trop lourd
problem-payload-too-large-detail = Choisissez un fichier plus petit, ou envoyez-le en plusieurs parties.
problem-bad-request = Cette demande est illisible
problem-bad-request-detail = Revenez en arrière et réessayez. Si vous avez saisi l’adresse, vérifiez-la.
problem-https-required = Cet envoi est passé par HTTP sans chiffrement
problem-https-required-detail = Renvoyez-le à l’adresse qui commence par https://. Rien n’a été exécuté.
problem-method-not-allowed = Cette adresse ne s’utilise pas ainsi
problem-method-not-allowed-detail = Revenez à la page d’où vous venez et repartez de là.
problem-misdirected-request = Cette adresse n’est pas la nôtre
problem-misdirected-request-detail = Vérifiez le nom du site dans la barre d’adresse.
problem-lifecycle-step = Le projet ne peut pas passer à ce statut maintenant
problem-lifecycle-step-detail = Les statuts se suivent un à un ; revenir au précédent demande une raison. Regardez le statut actuel, puis réessayez.
problem-state-conflict = Ceci a changé entre-temps
problem-state-conflict-detail = Rechargez la page, regardez le nouvel état, puis recommencez si c’est toujours utile.
problem-already-exists = Ceci existe déjà
problem-already-exists-detail = Utilisez ce qui existe, ou choisissez un autre nom.
problem-upload-mismatch = Le fichier n’est pas celui annoncé
problem-upload-mismatch-detail = Sa taille, son type ou son empreinte diffère. Recommencez l’envoi.
problem-upload-missing = Le fichier n’est pas arrivé
problem-upload-missing-detail = Envoyez d’abord le fichier, puis terminez l’envoi.
problem-precondition-failed = Quelqu’un a été plus rapide
problem-precondition-failed-detail = Ceci a changé depuis votre lecture. Relisez, puis refaites votre modification.
problem-precondition-required = Il faut indiquer la version lue
problem-precondition-required-detail = Envoyez If-Match avec l’ETag de la représentation que vous modifiez.
problem-idempotency-mismatch = Cette clé d’idempotence a servi à autre chose
problem-idempotency-mismatch-detail = Prenez une nouvelle Idempotency-Key pour une nouvelle demande.
problem-idempotency-in-flight = La première demande est encore en cours
problem-idempotency-in-flight-detail = Patientez un instant, puis répétez-la avec la même Idempotency-Key.
problem-idempotency-lost = On ne sait pas ce qu’est devenue la première demande
problem-idempotency-lost-detail = Le service s’est arrêté pendant qu’il la traitait. Vérifiez si elle a été exécutée ; sinon, renvoyez-la avec une nouvelle Idempotency-Key.
problem-wrong-code = Ce code n’est pas correct
problem-wrong-code-detail = Prenez les six chiffres de l’e-mail le plus récent : les codes précédents ne valent plus.
problem-code-exhausted = Trop de codes erronés
problem-code-exhausted-detail = Demandez un nouveau code et utilisez l’e-mail le plus récent.
problem-code-expired = Ce code a expiré
problem-code-expired-detail = Demandez-en un nouveau : il arrive par e-mail.
problem-link-expired = Ce lien ne fonctionne plus
problem-link-expired-detail = Il a servi, a été remplacé ou a expiré. Demandez-en un nouveau et utilisez le lien de l’e-mail le plus récent. Si vous avez déjà un accès, connectez-vous.
problem-cookie-missing = Votre navigateur n’a pas gardé notre cookie
problem-cookie-missing-detail = Sans lui, nous ne pouvons pas vous reconnaître sur cet espace. Autorisez les cookies pour ce site ou ouvrez-le dans un autre navigateur, puis réessayez.
problem-intake-closed = Pas de nouvelle demande pour le moment
problem-intake-closed-detail = L’agence ne prend pas de demande actuellement. Revenez plus tard.
problem-rate-limited = Trop de demandes
problem-rate-limited-detail = Trop de demandes sont arrivées en peu de temps. Patientez un instant, puis réessayez.
problem-project-busy = Ce projet est très sollicité
problem-project-busy-detail = Il utilise déjà tout ce que permet sa formule. Réessayez dans un instant.
problem-service-busy = Le service est très sollicité
problem-service-busy-detail = Beaucoup d’envois arrivent en ce moment. Réessayez dans quelques secondes.
problem-storage-quota = L’espace du projet est plein
problem-storage-quota-detail = L’espace de fichiers du projet est plein. Demandez à votre chef de projet de libérer de la place.
problem-row-quota = Le projet est plein
problem-row-quota-detail = Le projet a autant d’éléments de cette sorte, ou d’envois en cours, que sa formule le permet. Demandez à l’agence de relever ce chiffre.
problem-storage-unavailable = Les fichiers sont momentanément hors d’atteinte
problem-storage-unavailable-detail = Rien n’est perdu. Réessayez dans quelques secondes.
problem-database-unavailable = De retour dans un instant
problem-database-unavailable-detail = Une partie du service redémarre. Réessayez dans quelques secondes.
problem-isolation-broken = Fermé un moment, par précaution
problem-isolation-broken-detail = Nous vérifions que les projets sont bien séparés et n’ouvrons rien d’ici là. Vos fichiers sont en sécurité. Réessayez dans quelques minutes.
problem-internal = Une erreur de notre côté
problem-internal-detail = Vous n’y êtes pour rien. Réessayez dans un instant ; si cela persiste, communiquez-nous la référence.

field-required = Remplissez ce champ.
field-too-short = { $limit ->
    [one] Au moins un caractère.
    *[other] Au moins { $limit } caractères.
}
field-too-long = { $limit ->
    [one] Un caractère au plus.
    *[other] { $limit } caractères au plus.
}
field-email = Saisissez une adresse comme nom@exemple.com.
field-choice = Choisissez l’une des réponses proposées.
field-range = Donnez un nombre dans les limites admises.
field-type = Cette valeur n’a pas la bonne forme.
field-number = Saisissez un nombre entier.
field-fixed = Cette réponse reste telle qu’elle a été envoyée.
field-unknown = Ce champ n’existe pas.
field-cursor = Ce curseur n’est pas de cette liste. Repartez de la première page.
field-idempotency-key = Utilisez 1 à 200 caractères visibles.
field-consent = Votre accord est nécessaire pour continuer.
field-date = Choisissez un jour entre 2000 et 2100, comme 2026-01-31.
field-instant = Saisissez un moment comme 2026-01-31T12:00:00Z.
field-date-order = La fin ne peut pas précéder le début.
field-date-past = Choisissez un moment à venir.
field-task-unseen = Qui doit faire cette tâche ne la voit pas : choisissez un autre « Visible par ».
field-file-empty = Le fichier est vide.
field-answered-already = Cette version a déjà une réponse.
field-day-past = Choisissez aujourd’hui ou un jour à venir.
field-url = Saisissez une adresse qui commence par https://.
field-file-type = { $found ->
    [program] Ce fichier n’est pas accepté : c’est un programme, ou il en porte le nom.
    [page] Ce fichier n’est pas accepté : c’est une page web, bien que son nom dise autre chose. Donnez-lui l’extension .html, ou envoyez le fichier voulu.
    [empty] Ce fichier n’est pas accepté : il est vide. Ouvrez-le pour voir s’il est complet, puis choisissez-le de nouveau.
    *[other] Ce fichier n’est pas accepté : son contenu n’est pas ce que dit son nom, et n’est pas reconnu. Ouvrez-le pour voir s’il est abîmé.
}
field-file-name = Choisissez un nom de fichier sans / ni caractère invisible.
field-file-size = Ce fichier est trop lourd : { $limit } Mo au plus.
field-password-too-short = Au moins { $limit } caractères. Une petite phrase suffit.
field-password-too-long = { $limit } caractères au plus.
field-password-guessable = Trop facile à deviner. Ajoutez des mots sans rapport avec vous.
field-password-same = C’est votre mot de passe actuel. Choisissez-en un autre.
field-password-wrong = Ce n’est pas votre mot de passe actuel.
field-already-member = Cette personne fait déjà partie du projet.
field-already-colleague = Cette personne fait déjà partie de l’agence.
field-agency-exists = Une agence porte déjà ce nom.
field-name-link = Écrivez un nom, sans adresse web.
field-control = Contient des caractères qui ne s’affichent pas.
