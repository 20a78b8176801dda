package org.taskvectors.ui.train;

import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SearchChoice;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.workspace.FileItem;

/// Which model is trained.
final class BaseCard extends VBox {
    private final TrainViewModel model;
    private final SearchChoice<FileItem> choice;
    private final Label named = Nodes.line("medium");
    private final Label facts = Nodes.line("muted");
    private final Label wrong = Nodes.line("bad");

    BaseCard(TrainViewModel model) {
        this.model = model;
        getStyleClass().add("form-part");
        choice =
                new SearchChoice<>(
                        FileItem::name, "Base model", item -> model.form().chooseBase(item));
        choice.setId("train-base");
        choice.setPromptText("Choose a model");
        getChildren().setAll(new SectionLabel("Base model"), choice, named, facts, wrong);
    }

    /// @param isText whether the form is that of a run
    void show(Form form, boolean isText) {
        Optional<FileItem> item = model.baseItem(form);
        Nodes.visible(choice, !isText);
        choice.show(model.form().models(), item.orElse(null));
        Nodes.say(named, isText ? item.map(FileItem::name).orElse("no longer in the library") : "");
        Found<BaseFacts> found = model.baseProperty().get();
        Nodes.say(
                facts,
                item.isEmpty()
                        ? ""
                        : found.answer()
                                .map(BaseCard::words)
                                .orElse(found.isAsking() ? "being looked at…" : ""));
        Nodes.say(wrong, found.reason());
    }

    private static String words(BaseFacts facts) {
        return Amounts.counted(facts.layers(), "layer")
                + " · "
                + Amounts.count(facts.parameters())
                + " parameters";
    }
}
