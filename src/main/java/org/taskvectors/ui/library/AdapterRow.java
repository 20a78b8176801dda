package org.taskvectors.ui.library;

import org.taskvectors.ui.common.Tag;

/// Asks which of the adapters in a file is meant, and keeps what is said in the workspace.
final class AdapterRow extends ChoiceRow {
    AdapterRow(CardData data, LibraryViewModel model) {
        super(
                tag(data),
                "The file holds "
                        + data.adapters().size()
                        + " adapters, and each of them is a change of its own.",
                "Which adapter of " + data.title(),
                data.adapters());
        if (!isOpen(data)) {
            choice().setValue(data.adapter());
        }
        choice().valueProperty()
                .addListener(
                        (_, _, chosen) -> {
                            if (chosen != null) {
                                model.setAdapter(data.id(), chosen);
                            }
                        });
    }

    private static Tag tag(CardData data) {
        return isOpen(data)
                ? new Tag("which adapter?", Tag.Kind.WARNING)
                : new Tag("adapter, as you said", Tag.Kind.NEUTRAL);
    }

    private static boolean isOpen(CardData data) {
        return !data.adapters().contains(data.adapter());
    }
}
