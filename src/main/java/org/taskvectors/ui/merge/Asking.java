package org.taskvectors.ui.merge;

import java.util.Optional;

/// What is merged next: what the form says, or what a recipe's text says, which then stands in the
/// form's place. How and where it is written is the form's in both.
///
/// @param written the recipe; empty where the form says it
record Asking(MergeForm form, Optional<WrittenRecipe> written) {
    static final Asking FIRST = new Asking(MergeForm.FIRST, Optional.empty());

    boolean isWritten() {
        return written.isPresent();
    }

    /// As what it is written. What a recipe makes is known once it was read, so that one that mixes
    /// models may be asked for a vector, and is refused then.
    MergeOutput.Kind kind() {
        return isWritten() ? form.output().kind() : form.kind();
    }

    /// What decides what is found from headers.
    Asking looks() {
        return isWritten() ? of(form.output()) : new Asking(form.looks(), written);
    }

    /// What decides the merged numbers: all but how and where they are written.
    Asking numbers() {
        return isWritten() ? of(MergeOutput.FIRST) : new Asking(form.numbers(), written);
    }

    /// What is merged, whatever the method makes of it.
    Asking ingredients() {
        return isWritten() ? of(MergeOutput.FIRST) : new Asking(form.ingredients(), written);
    }

    /// What a recipe says of it.
    Asking said() {
        return isWritten()
                ? of(MergeOutput.FIRST)
                : new Asking(
                        form.numbers().withOutput(to -> to.withDtype(form.output().dtype())),
                        written);
    }

    private Asking of(MergeOutput output) {
        return new Asking(MergeForm.FIRST.withOutput(_ -> output), written);
    }
}
