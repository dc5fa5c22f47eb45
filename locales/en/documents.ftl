documents-title = Documents
documents-text = Every version is kept: nothing is lost by sending a new one.
documents-add = Add a document
documents-send-unasked = Send a file
documents-send-unasked-text = The agency and the clients of this project will see it. You can take it back until the agency accepts it.
documents-chosen = You chose files in the form. They are still in this browser.
documents-chosen-take = Send these files
documents-chosen-drop = No longer needed
documents-chosen-none = The files are no longer in this browser. Choose them again.
documents-chosen-taken = These files are ready: press “Send” below.
documents-chosen-blocked = This browser opened no window. Allow it and try again, or choose your files below.
documents-file = File
documents-send = Send
documents-kind = Kind
documents-kind-hint = A deliverable waits for the client’s approval.
documents-partner-text = The agency and its partners see it; the agency decides whether the client does.
documents-visibility = Seen by
documents-filter = Filter by kind
documents-all = All
documents-empty-title = No document yet
documents-empty-text = What the agency publishes and what you send will be here.
documents-none-title = Nothing of this kind
documents-none-text = There are other documents under “All”.
kind-prd = Product requirements
kind-tdr = Terms of reference
kind-specification = Specification
kind-contract = Contract
kind-proposal = Proposal
kind-deliverable = Deliverable
kind-invoice = Invoice
kind-asset = Asset
kind-other = Other
document-all = All documents
document-your-turn = It is your turn
document-approve-title = Does this deliverable suit you?
document-approve-text = Your answer is dated and kept with this version.
document-comment = Your remarks
document-comment-hint = Needed when you ask for changes.
document-approve = Approve
document-request-changes = Ask for changes
document-decided-by = { $name }, { $date }
document-versions = Versions
document-current = Current version
document-download-version = Download version { $number }
document-new-version = New version
document-version-reaches = The client sees this version at once, and is told by mail.
document-new-file = File of the new version
document-send = Send this version
document-facts = About
document-added-by = Added by
document-updated = Last change
document-visibility = Seen by
document-visibility-hint = Those who did not see it before are told by e-mail, unless they wish otherwise.
document-publish = Change
document-show = Show the client
document-show-text = Only the agency sees this document.
document-name = Name
document-rename = Rename
document-delete = Delete
document-delete-open = Delete the document…
document-audit = Who saw this document
document-delete-confirm = Delete { $name } and all its versions? The room they take is free at once.
document-take-back = Take back
document-take-back-open = Take this file back…
document-take-back-confirm = Take back { $name }? It is deleted, for the agency and for you.
document-check = File received: to check
document-check-files =
    { $count ->
        [one] { $count } file
       *[other] { $count } files, accepted or sent back together
    }
requests-title = Requested files
requests-all = All requests
requests-text = What the agency needs to go on, and what was sent without being asked for.
requests-unasked = Sent unasked
requests-new = Ask for files
requests-name = What is needed
requests-description = Details
requests-due = Wanted by
requests-ask = Send the request
requests-files = Files
requests-send = Send
requests-received-otherwise = Add a file that came another way
requests-note = What is to be done anew
requests-note-hint = The client reads it, in the project and by e-mail.
requests-asked-again = You had asked for: “{ $note }”
requests-accept = Accept
requests-send-back = Ask to redo
requests-close = Ask for them no more
requests-close-text = Ask the client for these files no more?
requests-empty-title = No files requested
requests-empty-text = When the agency needs something, it will be here.
flash-files-sent = It has arrived.
flash-file-added = It has been added to the project.
flash-file-shown = The client sees the file; an e-mail tells them, unless they wish otherwise.
flash-document-published = Who sees the document has changed.
flash-document-renamed = The document has a new name.
flash-document-deleted = The document is deleted.
flash-document-taken-back = You have taken the file back: the agency does not see it any more.
flash-deliverable-approved = Thank you: your approval is noted.
flash-changes-requested = Thank you: the agency knows what to change.
flash-files-requested = The request is made: the client sees it in their space.
flash-files-accepted = The files are accepted.
flash-files-closed = The files are asked for no more.
flash-files-returned = The request is open again: the client sees what is to be done anew.
mail-document-published-subject = New in “{ $project }”: “{ $subject }”
mail-document-published-text =
    Hello { $name },

    A document is there for you in the project “{ $project }”:
    { $subject }

    To read it:
    { $link }
mail-partner-file-subject = From { $who }: “{ $subject }”
mail-partner-file-text =
    Hello { $name },

    { $who } has added a file to the project “{ $project }”:
    { $subject }

    To look at it, and decide who sees it:
    { $link }
mail-partner-version-subject = { $who } has sent a version the client sees: “{ $subject }”
mail-partner-version-text =
    Hello { $name },

    { $who } has added a version to the project “{ $project }”. The client sees it already:
    { $subject }

    To look at it:
    { $link }
mail-deliverable-awaits-subject = To be approved: “{ $subject }”
mail-deliverable-awaits-text =
    Hello { $name },

    A deliverable of the project “{ $project }” awaits your decision:
    { $subject }

    To look at it, then approve it or ask for changes:
    { $link }
mail-deliverable-approved-subject = Approved: “{ $subject }”
mail-deliverable-approved-text =
    Hello { $name },

    The client has approved a deliverable of the project “{ $project }”:
    { $subject }

    { $link }
mail-changes-requested-subject = Changes asked for: “{ $subject }”
mail-changes-requested-text =
    Hello { $name },

    The client asks for changes on a deliverable of the project “{ $project }”:
    { $subject }

    Their remarks: “{ $note }”

    The document, with the remarks in full:
    { $link }
mail-file-requested-subject = Files are needed: “{ $subject }”
mail-file-requested-text =
    Hello { $name },

    To go on with the project “{ $project }”, your agency needs:
    { $subject }{ $due }

    To send it:
    { $link }
mail-file-returned-subject = To be sent again: “{ $subject }”
mail-file-returned-text =
    Hello { $name },

    Your agency has looked at the files of the project “{ $project }” and needs something else:
    { $subject }{ $due }

    What is to be done again: “{ $note }”

    Where to send it, with all that is said:
    { $link }
mail-file-received-subject = Files have come: “{ $subject }”
mail-file-received-text =
    Hello { $name },

    The client has sent files in the project “{ $project }”:
    { $subject }

    To check them:
    { $link }
document-undo = Take my answer back
document-undo-hint = Possible for 10 minutes.
document-undo-late = There is nothing to take back any more: it has been taken back already, a new version has come, or ten minutes have passed.
document-newer = The document has changed meanwhile: this is how it is now. Look at it before you answer.
document-not-noted = Your text, which was not noted:
flash-approval-undone = Your answer is taken back: the document waits for your decision again.
mail-deliverable-approved-noted-subject = Approved, with a remark: “{ $subject }”
mail-deliverable-approved-noted-text =
    Hello { $name },

    The client has approved a deliverable of the project “{ $project }”:
    { $subject }

    Their remark: “{ $note }”

    { $link }

    Fataplus
mail-approval-undone-subject = Answer taken back: “{ $subject }”
mail-approval-undone-text =
    Hello { $name },

    The client has taken back an answer in the project “{ $project }”. The document waits for their decision again:
    { $subject }

    { $link }
mail-file-unasked-subject = The client sent a file: “{ $subject }”
mail-file-unasked-text =
    Hello { $name },

    The client has sent a file of their own accord in the project “{ $project }”:
    { $subject }

    To check it:
    { $link }
