domain-title = Your own domain
domain-text = Let this portal answer at an address of the client’s, beside its own. Everyone signs in as before.
domain-manage = Manage domains
domain-empty-title = No domain yet
domain-empty-text = Add one, prove that it is yours with one DNS record, and the portal answers there.
domain-served = In service
domain-pending = Waiting for proof
domain-step-proof = 1. With the provider of the domain, add this record: it proves that the domain is yours.
domain-step-lead = 2. Lead the domain to the portal. For a domain without a subdomain, use the provider’s ALIAS or ANAME record instead.
domain-type = Type
domain-record = Name
domain-value = Value
domain-copy = Copy
domain-copied = Copied
domain-wait = A new record can take a few minutes, rarely some hours, to be seen everywhere.
domain-check = Check now
domain-checked = Last check:
domain-found = Found there:
domain-records = DNS records
domain-keep = Keep the TXT record: it is looked at once a day.
domain-remove = Remove
domain-remove-name = Remove { $name }
domain-remove-confirm = Remove this domain? The portal stops answering there at once.
domain-add = Add a domain
domain-add-button = Add
domain-name = Domain
domain-name-hint = For example portal.client.mg
domain-full = This project has five domains, which is the most there can be. Remove one to add another.
domain-trust = Whoever controls the domain’s DNS could show other pages at that address. Only add domains of people you trust with this project.
domain-outcome-verified = The proof is there. The portal answers at this domain.
domain-outcome-missing = No TXT record stands at this name yet. Add the record below, wait a few minutes, then check again.
domain-outcome-different = A TXT record is there, but with another value than the one expected below. Correct it, then check again.
domain-outcome-unreachable = The domain’s name servers did not answer, so nothing could be found out. This is no fault of your record; try again in a few minutes.
domain-outcome-elsewhere = Your record is there, but so is the one of the space this domain leads to now. Remove the other TXT value that begins with “fataplus-verification=”, then check again.
domain-moved = This domain was proven for another space and no longer leads here. To bring it back, leave only the TXT value below in place, then check again.
domain-fading = { $days ->
    [one] The TXT record is gone. Put it back today: after one more daily check without it, the portal stops answering here.
    *[other] The TXT record is gone or changed. Put it back: after { $days } more daily checks without it, the portal stops answering here.
}
flash-domain-added = The domain was added. Now prove that it is yours.
flash-domain-verified = The domain is proven. The portal answers there.
flash-domain-not-yet = The domain was looked at, and its proof was not found: see below.
flash-domain-checking = A domain of this project is being checked at this moment. Try again in a few seconds.
flash-domain-removed = The domain was removed.
field-domain = Write a domain name such as portal.client.mg, without port or path.
field-domain-ours = This name belongs to Fataplus itself. Choose one of the client’s.
field-domain-claimed = This domain is in the list already.
field-domain-limit = This project has as many domains as it can have. Remove one first.
problem-domain-elsewhere = This domain leads to another space that can still prove it
problem-domain-elsewhere-detail = Remove the other TXT value that begins with “fataplus-verification=”, then verify again.
problem-domain-checking = A domain of this project is being checked
problem-domain-checking-detail = Wait a few seconds, then verify again.
event-domain-added = { $actor } added the domain “{ $name }”
event-domain-verified = { $actor } put the domain “{ $name }” into service
event-domain-removed = { $actor } removed the domain “{ $name }”
event-domain-lost = The domain “{ $name }” is no longer served: its proof was gone ({ $actor })
mail-domain-lost-subject = { $domain } no longer leads to your portal
mail-domain-lost-text =
    Hello { $name },

    The domain { $domain } of the project { $id } is no longer served: the DNS record that proves it was gone, or it was proven for another space.
    The portal goes on at its own address. Here you see what is expected and can have the domain checked again:

    { $link }

    Fataplus
