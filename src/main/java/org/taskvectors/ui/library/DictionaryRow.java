package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.ui.common.Tag;

/// Says which of the dictionaries in a file the tensors were taken from, and lets a person take
/// another one.
final class DictionaryRow extends HBox {
    private static final String ALL = "all, joined";

    DictionaryRow(CardData data, Dictionaries dictionaries, LibraryModel model) {
        getStyleClass().addAll("item-row", "scale-row");
        Tooltip why =
                new Tooltip(
                        "The file holds several dictionaries of tensors side by side: "
                                + String.join(", ", dictionaries.keys()));
        boolean isSaid = dictionaries.keys().contains(data.under());
        Tag tag = new Tag(isSaid ? "tensors, as you said" : "tensors of", Tag.Kind.NEUTRAL);
        tag.setTooltip(why);
        tag.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        List<String> choices = new ArrayList<>(dictionaries.keys());
        if (dictionaries.byDefault().isEmpty()) {
            choices.addFirst(ALL);
        }
        ChoiceBox<String> choice = new ChoiceBox<>();
        choice.getStyleClass().add("adapter-choice");
        choice.setAccessibleText("Which dictionary of " + data.title());
        choice.setTooltip(why);
        choice.setMinWidth(0);
        choice.getItems().setAll(choices);
        choice.getSelectionModel()
                .select(isSaid ? data.under() : dictionaries.byDefault().orElse(ALL));
        choice.getSelectionModel()
                .selectedIndexProperty()
                .addListener(
                        (_, _, index) ->
                                model.setUnder(
                                        data.id(), said(dictionaries, choices, index.intValue())));
        getChildren().setAll(tag, space, choice);
    }

    /// Nothing where that is what is taken anyway.
    private static Optional<String> said(
            Dictionaries dictionaries, List<String> choices, int index) {
        boolean isAll = dictionaries.byDefault().isEmpty() && index == 0;
        return Optional.of(choices.get(index))
                .filter(_ -> !isAll)
                .filter(key -> !dictionaries.byDefault().equals(Optional.of(key)));
    }
}
