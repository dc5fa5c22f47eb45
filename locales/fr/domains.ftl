domain-title = Votre propre domaine
domain-text = Faites répondre ce portail à une adresse du client, en plus de la sienne. Chacun se connecte comme avant.
domain-manage = Gérer les domaines
domain-empty-title = Aucun domaine pour l’instant
domain-empty-text = Ajoutez-en un, prouvez qu’il est à vous par un enregistrement DNS, et le portail y répond.
domain-served = En service
domain-pending = Preuve attendue
domain-step-proof = 1. Chez le fournisseur du domaine, ajoutez cet enregistrement : il prouve que le domaine est à vous.
domain-step-lead = 2. Dirigez le domaine vers le portail. Pour un domaine sans sous-domaine, utilisez plutôt l’enregistrement ALIAS ou ANAME du fournisseur.
domain-type = Type
domain-record = Nom
domain-value = Valeur
domain-copy = Copier
domain-copied = Copié
domain-wait = Un nouvel enregistrement met quelques minutes, rarement quelques heures, à être visible partout.
domain-check = Vérifier maintenant
domain-checked = Dernière vérification :
domain-found = Trouvé à cet endroit :
domain-records = Enregistrements DNS
domain-keep = Gardez l’enregistrement TXT : il est relu une fois par jour.
domain-remove = Retirer
domain-remove-name = Retirer { $name }
domain-remove-confirm = Retirer ce domaine ? Le portail cesse aussitôt d’y répondre.
domain-add = Ajouter un domaine
domain-add-button = Ajouter
domain-name = Domaine
domain-name-hint = Par exemple portail.client.mg
domain-full = Ce projet a cinq domaines, c’est le maximum. Retirez-en un pour en ajouter un autre.
domain-trust = Qui contrôle le DNS du domaine pourrait montrer d’autres pages à cette adresse. N’ajoutez que des domaines de personnes à qui vous confiez ce projet.
domain-outcome-verified = La preuve est là. Le portail répond à ce domaine.
domain-outcome-missing = Aucun enregistrement TXT à ce nom pour l’instant. Ajoutez l’enregistrement ci-dessous, attendez quelques minutes, puis vérifiez à nouveau.
domain-outcome-different = Il y a un enregistrement TXT, mais sa valeur n’est pas celle attendue ci-dessous. Corrigez-la, puis vérifiez à nouveau.
domain-outcome-unreachable = Les serveurs de noms du domaine n’ont pas répondu : on ne sait rien de plus. Votre enregistrement n’est pas en cause ; réessayez dans quelques minutes.
domain-outcome-elsewhere = Votre enregistrement est là, mais celui de l’espace auquel ce domaine mène aujourd’hui l’est aussi. Retirez l’autre valeur TXT qui commence par « fataplus-verification= », puis vérifiez à nouveau.
domain-moved = Ce domaine a été prouvé pour un autre espace et ne mène plus ici. Pour le reprendre, ne laissez que la valeur TXT ci-dessous, puis vérifiez à nouveau.
domain-fading = { $days ->
    [one] L’enregistrement TXT a disparu. Remettez-le aujourd’hui : après encore une vérification quotidienne sans lui, le portail ne répondra plus ici.
    *[other] L’enregistrement TXT a disparu ou changé. Remettez-le : après encore { $days } vérifications quotidiennes sans lui, le portail ne répondra plus ici.
}
flash-domain-added = Le domaine est ajouté. Prouvez maintenant qu’il est à vous.
flash-domain-verified = Le domaine est prouvé. Le portail y répond.
flash-domain-not-yet = Le domaine a été examiné, et sa preuve n’a pas été trouvée : voyez ci-dessous.
flash-domain-checking = Un domaine de ce projet est en cours de vérification. Réessayez dans quelques secondes.
flash-domain-removed = Le domaine est retiré.
field-domain = Écrivez un nom de domaine comme portail.client.mg, sans port ni chemin.
field-domain-ours = Ce nom est celui de Fataplus. Choisissez un nom du client.
field-domain-claimed = Ce domaine est déjà dans la liste.
field-domain-limit = Ce projet a autant de domaines qu’il peut en avoir. Retirez-en un d’abord.
problem-domain-elsewhere = Ce domaine mène à un autre espace qui peut encore le prouver
problem-domain-elsewhere-detail = Retirez l’autre valeur TXT qui commence par « fataplus-verification= », puis vérifiez à nouveau.
problem-domain-checking = Un domaine de ce projet est en cours de vérification
problem-domain-checking-detail = Attendez quelques secondes, puis vérifiez à nouveau.
event-domain-added = { $actor } a ajouté le domaine « { $name } »
event-domain-verified = { $actor } a mis en service le domaine « { $name } »
event-domain-removed = { $actor } a retiré le domaine « { $name } »
event-domain-lost = Le domaine « { $name } » n’est plus servi : sa preuve avait disparu ({ $actor })
mail-domain-lost-subject = { $domain } ne mène plus à votre portail
mail-domain-lost-text =
    Bonjour { $name },

    Le domaine { $domain } du projet { $id } n’est plus servi : l’enregistrement DNS qui le prouve avait disparu, ou il a été prouvé pour un autre espace.
    Le portail continue à sa propre adresse. Vous voyez ici ce qui est attendu et pouvez faire vérifier le domaine à nouveau :

    { $link }

    Fataplus
