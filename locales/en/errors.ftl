form-again-text = This page is older than a change of sign-in. Nothing has been sent yet, and nothing you wrote is lost.
form-again-as = You are signed in as { $email }.
form-again-send = Send now
error-open-again = Open the page again
error-home = Back to my projects
error-home-project = Back to the project
error-manage = Manage this project
error-home-public = Back to the home page
error-new-link = Ask for a new link
error-reference = Reference: { $id }
again-wait = { $seconds ->
    [one] What you typed is still here. Send it again in one second.
   *[other] What you typed is still here. Send it again in { $seconds } seconds.
}
again-send = Send again
again-code = Code
again-title = Title

problem-not-found = This page cannot be found
problem-not-found-detail = The address is wrong, or it is not open to you. Check it, or start from your list of projects.
problem-forbidden = You may not do this
problem-forbidden-detail = This is reserved for others. Ask your project manager.
problem-project-suspended = This project is suspended
problem-project-suspended-detail = Your files are safe and nothing is lost. Write to your agency to learn more.
problem-project-archived = This project is put away
problem-project-archived-detail = It can still be opened again, and nothing is lost. Write to your agency.
problem-project-preparing = Your space is being prepared
problem-project-preparing-detail = It usually takes a few seconds; if it takes longer, it is tried again until it is ready. Try again in a moment.
problem-invalid-token = Your session is over
problem-invalid-token-detail = Sign in again to go on.
problem-authentication-required = Please sign in
problem-authentication-required-detail = This is open to people who are signed in. Sign in, then try again.
problem-wrong-credentials = The address or the password is not right
problem-wrong-credentials-detail = Check both, or ask for a link to choose a new password.
problem-form-expired = This form is out of date
problem-form-expired-detail = The page is older than a change of sign-in. Nothing was changed: open it again, then send the form once more.
problem-validation = Something needs correcting
problem-validation-detail = Look at what is said beside each field, then send again.
problem-malformed-json = The body is not valid JSON
problem-malformed-json-detail = Check its syntax, then send it again.
problem-unsupported-media-type = The body is of another type than expected
problem-unsupported-media-type-detail = Set Content-Type to what the documentation of this address says.
problem-payload-too-large = This is too large
problem-payload-too-large-detail = Choose a smaller file, or send it in parts.
problem-bad-request = We could not read this request
problem-bad-request-detail = Go back and try again. If you typed the address, check it.
problem-https-required = This came over plain HTTP
problem-https-required-detail = Send it again to the address that begins with https://. What was sent was not carried out.
problem-method-not-allowed = This address does not work that way
problem-method-not-allowed-detail = Go back to the page you came from and start from there.
problem-misdirected-request = This address is not ours
problem-misdirected-request-detail = Check the name of the site in the address bar.
problem-lifecycle-step = The project cannot take this step now
problem-lifecycle-step-detail = Steps go forward one at a time; one step back needs a reason. Look at the current status, then try again.
problem-state-conflict = This has changed in the meantime
problem-state-conflict-detail = Load the page again, look at the new state, then repeat if it still makes sense.
problem-already-exists = This exists already
problem-already-exists-detail = Use what is there, or choose another name.
problem-upload-mismatch = The file is not the one announced
problem-upload-mismatch-detail = Its size, type or checksum differs. Start the upload again.
problem-upload-missing = The file has not arrived
problem-upload-missing-detail = Send the file first, then complete the upload.
problem-precondition-failed = Somebody was faster
problem-precondition-failed-detail = This was changed since you read it. Read it again, then repeat your change.
problem-precondition-required = The version you read is needed
problem-precondition-required-detail = Send If-Match with the ETag of the representation you change.
problem-idempotency-mismatch = This idempotency key was used for something else
problem-idempotency-mismatch-detail = Use a new Idempotency-Key for a new request.
problem-idempotency-in-flight = The first request is still running
problem-idempotency-in-flight-detail = Wait a moment, then repeat it with the same Idempotency-Key.
problem-idempotency-lost = It is not known what became of the first request
problem-idempotency-lost-detail = The service ended while it was being carried out. Look whether it was done; if not, send it again with a new Idempotency-Key.
problem-wrong-code = This code is not right
problem-wrong-code-detail = Take the six digits from the newest mail: an older code is no longer good.
problem-code-exhausted = Too many wrong codes
problem-code-exhausted-detail = Ask for a new code and use the latest mail.
problem-code-expired = This code has expired
problem-code-expired-detail = Ask for a new one: it comes by e-mail.
problem-link-expired = This link no longer works
problem-link-expired-detail = It was used, replaced or has expired. Ask for a new one, and use the link of the latest mail. If you have come in before, sign in.
problem-cookie-missing = Your browser did not keep our cookie
problem-cookie-missing-detail = Without it we cannot recognise you in this space. Allow cookies for this site, or open it in another browser, and try again.
problem-intake-closed = No new requests at the moment
problem-intake-closed-detail = The agency takes no requests right now. Come back later.
problem-rate-limited = Too many requests
problem-rate-limited-detail = Too many requests came in a short time. Wait a moment, then try again.
problem-project-busy = This project is busy
problem-project-busy-detail = It is doing all its plan allows at a time. Try again in a moment.
problem-service-busy = The service is busy
problem-service-busy-detail = Much is being sent at this moment. Try again in a few seconds.
problem-storage-quota = The project’s storage is full
problem-storage-quota-detail = The project’s file space is full. Ask your project manager to make room.
problem-row-quota = The project is full
problem-row-quota-detail = The project has as many entries of this kind, or uploads under way, as its plan allows. Ask the agency to raise the figure.
problem-storage-unavailable = Files are out of reach for a moment
problem-storage-unavailable-detail = Nothing is lost. Try again in a few seconds.
problem-database-unavailable = Back in a moment
problem-database-unavailable-detail = A part of the service is restarting. Try again in a few seconds.
problem-isolation-broken = Closed for a moment, to be safe
problem-isolation-broken-detail = We are making sure that projects are kept apart, and open nothing until then. Your files are safe. Try again in a few minutes.
problem-internal = Something broke on our side
problem-internal-detail = Nothing you did is at fault. Try again in a moment; if it stays, tell us the reference.

field-required = Please fill this in.
field-too-short = { $limit ->
    [one] At least one character.
    *[other] At least { $limit } characters.
}
field-too-long = { $limit ->
    [one] At most one character.
    *[other] At most { $limit } characters.
}
field-email = Write an address such as name@example.com.
field-choice = Choose one of the answers offered.
field-range = Give a number within the permitted range.
field-type = This value has the wrong form.
field-number = Type a whole number.
field-fixed = This answer stays as it was sent.
field-unknown = There is no such field.
field-cursor = This cursor is not one of this list’s. Start from the first page.
field-idempotency-key = Use 1 to 200 visible characters.
field-consent = We need your consent to go on.
field-date = Choose a day between 2000 and 2100, such as 2026-01-31.
field-instant = Write a moment such as 2026-01-31T12:00:00Z.
field-date-order = The end must not come before the start.
field-date-past = Choose a moment in the future.
field-task-unseen = Who is to do this task does not see it: choose another “Seen by”.
field-file-empty = The file is empty.
field-answered-already = This version has an answer already.
field-day-past = Choose today or a later day.
field-url = Write an address that starts with https://.
field-file-type = { $found ->
    [program] This file is not accepted: it is a program, or has the name of one.
    [page] This file is not accepted: it is a web page, though its name says otherwise. Give it the ending .html, or send what you meant to send.
    [empty] This file is not accepted: there is nothing in it. Open it to see whether it is complete, then choose it again.
    *[other] This file is not accepted: its content is not what its name says, and cannot be recognised. Open it to see whether it is damaged.
}
field-file-name = Choose a file name without / and without hidden characters.
field-file-size = This file is too large: { $limit } MB at the most.
field-password-too-short = At least { $limit } characters. A short sentence does it.
field-password-too-long = At most { $limit } characters.
field-password-guessable = Too easy to guess. Add words that have nothing to do with you.
field-password-same = This is your present password. Choose another.
field-password-wrong = This is not your current password.
field-already-member = This person is in the project already.
field-already-colleague = This person is of the agency already.
field-agency-exists = There is an agency of this name already.
field-name-link = Write a name, without a web address.
field-control = Contains characters that cannot be shown.
