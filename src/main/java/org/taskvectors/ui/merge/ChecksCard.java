package org.taskvectors.ui.merge;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.Tag;

/// What was looked at before it runs, line by line.
final class ChecksCard extends VBox {
    private final MergeViewModel model;
    private final Label took = new Label();
    private final Button again = RecipeCard.link("Look again");
    private final Button askHub = RecipeCard.link("Ask the hub");
    private final VBox lines = new VBox();
    private final Label missing = Nodes.line("muted");
    private final CheckBox partial =
            new CheckBox("Leave out what does not match or cannot be read");
    private boolean isShowing;

    ChecksCard(MergeViewModel model) {
        this.model = model;
        setId("merge-checks");
        took.getStyleClass().add("secondary");
        HBox head = new HBox(new SectionLabel("Before it runs"), Nodes.space(), took);
        head.getStyleClass().add("merge-head");
        lines.getStyleClass().add("merge-checks");
        partial.setId("merge-partial");
        partial.getStyleClass().add("small");
        partial.setWrapText(true);
        partial.setTooltip(
                new Tooltip(
                        "The model then has a part of the vectors only; a line here names what was"
                                + " left out."));
        partial.selectedProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing) {
                                model.choices().change("what is left out", f -> f.withPartial(now));
                            }
                        });
        again.setId("merge-look-again");
        again.setTooltip(new Tooltip("Something outside of this window may have changed"));
        again.setOnAction(_ -> model.lookAgain());
        askHub.setId("merge-ask-hub");
        askHub.setTooltip(
                new Tooltip("Reads the models on the hub; nothing has been asked of it yet"));
        askHub.setOnAction(_ -> model.askHub());
        getStyleClass().add("merge-part-card");
        FlowPane acts = new FlowPane(12, 4, askHub, again);
        getChildren().setAll(head, lines, acts, missing, partial);
    }

    void show() {
        Optional<CheckedMerge> found = model.checkedProperty().get();
        String absent = model.missing();
        took.setText(found.map(one -> "headers · " + one.millis() + " ms").orElse(""));
        Nodes.say(
                missing,
                !absent.isEmpty() ? absent : found.isEmpty() ? "It is being looked at." : "");
        List<Check> checks = found.map(CheckedMerge::checks).orElse(List.of());
        lines.getChildren().setAll(checks.stream().map(ChecksCard::line).toList());
        Nodes.visible(lines, !checks.isEmpty());
        Nodes.visible(again, found.filter(one -> !one.isGood()).isPresent());
        Nodes.visible(askHub, found.filter(CheckedMerge::asksHub).isPresent());
        boolean isPartial = model.choices().formProperty().get().isPartial();
        isShowing = true;
        partial.setSelected(isPartial);
        isShowing = false;
        boolean isWritten = model.choices().askingProperty().get().isWritten();
        Nodes.visible(
                partial,
                !isWritten && (isPartial || found.map(CheckedMerge::asksPartial).orElse(false)));
    }

    private static HBox line(Check check) {
        Tag tag = new Tag(check.kind().word(), kind(check.kind()));
        tag.getStyleClass().add("merge-tag");
        Label text = new Label(check.text());
        text.getStyleClass().add("small");
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox line = new HBox(8, tag, text);
        line.getStyleClass().add("merge-check");
        line.setAccessibleText(check.kind().word().toLowerCase(Locale.ROOT) + ": " + check.text());
        return line;
    }

    private static Tag.Kind kind(Check.Kind kind) {
        return switch (kind) {
            case FITS -> Tag.Kind.GOOD;
            case TIED -> Tag.Kind.NEUTRAL;
            case NOTE -> Tag.Kind.WARNING;
            case FAILS -> Tag.Kind.BAD;
        };
    }
}
