package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.RowFilter;
import org.taskvectors.ui.common.Tag;

/// What a person should know of all rows: how many are cut, stand twice, are held out too, or
/// contradict each other, each a link to them.
final class RowsFoot extends HBox {
    private static final double WIDE = 2000;

    private final TrainViewModel model;
    private final FlowPane kinds = new FlowPane();
    private final Label lengths = new Label();

    RowsFoot(TrainViewModel model) {
        this.model = model;
        getStyleClass().add("rows-foot");
        kinds.getStyleClass().add("rows-kinds");
        HBox.setHgrow(kinds, Priority.ALWAYS);
        kinds.setMinWidth(0);
        kinds.setPrefWrapLength(WIDE);
        lengths.getStyleClass().add("secondary");
        lengths.setMinWidth(USE_PREF_SIZE);
        getChildren().setAll(kinds, lengths);
    }

    void show(Form form, Optional<DataFacts> known, Optional<PreparedRows> rows) {
        List<Node> parts = new ArrayList<>();
        known.ifPresent(facts -> parts.addAll(parts(form, facts, rows.isPresent())));
        if (!words(parts).equals(words(kinds.getChildren()))) {
            kinds.getChildren().setAll(parts);
        }
        lengths.setText(
                known.map(
                                facts ->
                                        "longest "
                                                + Amounts.count(facts.longest())
                                                + ", median "
                                                + Amounts.count(facts.median())
                                                + " tokens")
                        .orElse(""));
        lengths.setTooltip(
                known.filter(facts -> !facts.notes().isEmpty())
                        .map(facts -> new Tooltip(String.join(".\n", facts.notes()) + "."))
                        .orElse(null));
    }

    private static List<String> words(List<? extends Node> nodes) {
        return nodes.stream().map(node -> String.valueOf(node.getUserData())).toList();
    }

    private List<Node> parts(Form form, DataFacts facts, boolean isThere) {
        List<Node> parts = new ArrayList<>();
        int most = form.rows().mostTokens();
        parts.add(
                part(
                        facts.cut(),
                        most > 0 ? "cut at " + Amounts.count(most) + " tokens" : "cut",
                        RowFilter.CUT,
                        Tag.Kind.WARNING,
                        isThere));
        add(parts, facts.tooLong(), "too long: left out", RowFilter.TOO_LONG, isThere);
        add(parts, facts.unread(), "no examples: left out", RowFilter.UNREAD, isThere);
        String held =
                facts.heldOutName().equals(facts.name()) ? "held out" : "in " + facts.heldOutName();
        add(parts, facts.leaked(), "also " + held + ": left out", RowFilter.LEAKED, isThere);
        if (facts.doubled() > 0) {
            parts.add(
                    part(
                            facts.doubled(),
                            "twice or more",
                            RowFilter.DOUBLED,
                            Tag.Kind.NEUTRAL,
                            isThere));
        }
        add(
                parts,
                facts.contradicting(),
                "with another answer too",
                RowFilter.CONTRADICTING,
                isThere);
        return parts;
    }

    private void add(List<Node> parts, int count, String words, RowFilter kind, boolean isThere) {
        if (count > 0) {
            parts.add(part(count, words, kind, Tag.Kind.WARNING, isThere));
        }
    }

    private HBox part(int count, String words, RowFilter kind, Tag.Kind tint, boolean isThere) {
        Tag tag = count == 0 ? new Tag("none", Tag.Kind.GOOD) : new Tag(Amounts.count(count), tint);
        HBox part = new HBox(tag);
        part.getStyleClass().add("rows-kind");
        part.setUserData(count + words + isThere);
        if (count == 0 || !isThere) {
            Label label = new Label(words);
            label.getStyleClass().add("small");
            part.getChildren().add(label);
        } else {
            Button link = new Button(words);
            link.getStyleClass().setAll("button", "link", "small");
            link.setMnemonicParsing(false);
            link.setAccessibleText("Lists " + Amounts.counted(count, "row") + " " + words);
            link.setOnAction(_ -> model.rows().filter(kind));
            part.getChildren().add(link);
        }
        return part;
    }
}
