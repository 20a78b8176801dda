package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.ui.common.Tag;

/// Says which of the dictionaries in a file the tensors were taken from, and lets a person take
/// another one.
final class DictionaryRow extends ChoiceRow {
    private static final String ALL = "all, joined";

    DictionaryRow(CardData data, Dictionaries dictionaries, LibraryViewModel model) {
        super(
                new Tag(
                        isSaid(data, dictionaries) ? "tensors, as you said" : "tensors of",
                        Tag.Kind.NEUTRAL),
                "The file holds several dictionaries of tensors side by side: "
                        + String.join(", ", dictionaries.keys()),
                "Which dictionary of " + data.title(),
                choices(dictionaries));
        choice().getSelectionModel()
                .select(
                        isSaid(data, dictionaries)
                                ? data.under()
                                : dictionaries.byDefault().orElse(ALL));
        choice().getSelectionModel()
                .selectedIndexProperty()
                .addListener(
                        (_, _, index) ->
                                model.setUnder(data.id(), said(dictionaries, index.intValue())));
    }

    private static boolean isSaid(CardData data, Dictionaries dictionaries) {
        return dictionaries.keys().contains(data.under());
    }

    private static List<String> choices(Dictionaries dictionaries) {
        List<String> choices = new ArrayList<>(dictionaries.keys());
        if (dictionaries.byDefault().isEmpty()) {
            choices.addFirst(ALL);
        }
        return choices;
    }

    /// Nothing where that is what is taken anyway.
    private static Optional<String> said(Dictionaries dictionaries, int index) {
        boolean isAll = dictionaries.byDefault().isEmpty() && index == 0;
        return Optional.of(choices(dictionaries).get(index))
                .filter(_ -> !isAll)
                .filter(key -> !dictionaries.byDefault().equals(Optional.of(key)));
    }
}
