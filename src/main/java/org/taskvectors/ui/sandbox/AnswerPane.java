package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javafx.geometry.Bounds;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Separator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Side;
import org.taskvectors.sandbox.PromptInput;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.common.Tag;

/// One side's answer: what runs, the labels' bars, the text.
final class AnswerPane extends VBox {
    private static final int GROUP = 4;
    private static final int SHOWN = 12;
    private static final int TINTS = 8;

    /// A line of the text stays in sight above one that is gone to.
    private static final double LINE = 24;

    /// Below this width the formula stands in a line of its own.
    private static final double NARROW = 440;

    private final SandboxViewModel model;
    private final Side side;
    private final Tag tag = new Tag();
    private final Formula formula = new Formula();
    private final Label rate = new Label();
    private final Button fingerprint = new Button();
    private final ScrollPane scroll = new ScrollPane();
    private boolean wasWriting;
    private final Tag same = new Tag("same as base", Tag.Kind.NEUTRAL);
    private final ShareBars bars;
    private final Separator line = new Separator();
    private final TokenFlow flow = new TokenFlow();
    private final Label note = new Label();

    AnswerPane(SandboxViewModel model, Side side) {
        this.model = model;
        this.side = side;
        boolean isBase = side == Side.BASE;
        String word = isBase ? "Base" : "Edited";
        getStyleClass().addAll("card", "answer-pane");
        setId(isBase ? "base-pane" : "edited-pane");
        setMinWidth(0);
        Label title = new Label(word);
        title.getStyleClass().add("card-title");
        title.setMinWidth(USE_PREF_SIZE);
        tag.setText("pinned");
        tag.setVisible(isBase);
        tag.setManaged(isBase);
        rate.getStyleClass().add("secondary");
        rate.setMinWidth(USE_PREF_SIZE);
        HBox.setHgrow(formula, Priority.ALWAYS);
        Region space = new Region();
        HBox.setHgrow(space, Priority.SOMETIMES);
        HBox head = new HBox(title, tag, formula, space, rate);
        head.getStyleClass().add("answer-head");
        widthProperty()
                .addListener(
                        (_, _, width) -> {
                            boolean isNarrow = width.doubleValue() < NARROW;
                            if (isNarrow == head.getChildren().contains(formula)) {
                                if (isNarrow) {
                                    head.getChildren().remove(formula);
                                    getChildren().add(1, formula);
                                } else {
                                    getChildren().remove(formula);
                                    head.getChildren().add(2, formula);
                                }
                            }
                        });
        Label runs = new Label("runs");
        runs.getStyleClass().add("secondary");
        fingerprint.getStyleClass().setAll("button", "link", "fingerprint");
        fingerprint.setOnAction(_ -> copy());
        HBox second = new HBox(runs, fingerprint, same);
        second.getStyleClass().add("answer-runs");
        second.visibleProperty().bind(fingerprint.textProperty().isNotEmpty());
        bars = new ShareBars(isBase ? "base" : "edited");
        flow.setId(isBase ? "base-text" : "edited-text");
        scroll.setContent(flow);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("answer-scroll");
        scroll.setFocusTraversable(false);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        note.getStyleClass().add("secondary");
        note.setWrapText(true);
        note.setMinHeight(Region.USE_PREF_SIZE);
        flow.heightProperty()
                .addListener(
                        (_, _, _) -> {
                            if (isWriting()) {
                                scroll.setVvalue(1);
                            }
                        });
        getChildren().setAll(head, second, bars, line, scroll, note);
    }

    TokenFlow flow() {
        return flow;
    }

    /// Scrolls to tokens of the text and frames them for a while.
    void goTo(int from, int to) {
        Bounds text = flow.getLayoutBounds();
        double top = flow.node(from).getBoundsInParent().getMinY();
        double room = text.getHeight() - scroll.getViewportBounds().getHeight();
        scroll.setVvalue(room <= 0 ? 0 : Math.clamp((top - LINE) / room, 0, 1));
        flow.point(from, to);
    }

    private boolean isWriting() {
        return model.exchange().of(side).get().phase() == SideShown.Phase.ANSWERING;
    }

    /// Shows the side as it is now.
    void show() {
        SideShown now = model.exchange().of(side).get();
        if (wasWriting && !isWriting()) {
            // Whole answers are compared from their first words on.
            scroll.setVvalue(0);
        }
        wasWriting = isWriting();
        SideShown base = model.exchange().of(Side.BASE).get();
        if (side == Side.BASE) {
            formula.showBase();
        } else {
            formula.show(model.setup().vectorsProperty().get(), model);
        }
        fingerprint.setText(grouped(now.fingerprint()));
        fingerprint.setAccessibleText("Copy the fingerprint " + now.fingerprint());
        boolean isSame =
                side == Side.EDITED
                        && !now.fingerprint().isEmpty()
                        && now.fingerprint().equals(base.fingerprint());
        same.setVisible(isSame);
        same.setManaged(isSame);
        boolean isOld = now.phase() == SideShown.Phase.STALE || isOfAnother(now);
        bars.show(now.labels(), side == Side.BASE ? List.of() : base.labels());
        line.setVisible(!now.labels().isEmpty());
        line.setManaged(!now.labels().isEmpty());
        Optional<Branch> branch = now.branch();
        flow.show(branch.map(Branch::tokens).orElse(List.of()));
        flow.setOpacity(isOld ? 0.4 : 1);
        boolean isFollowed = now.phase() == SideShown.Phase.STALE && now.note().isEmpty();
        bars.setOpacity(isOld && !isFollowed ? 0.4 : 1);
        OptionalDouble speed = rate(branch);
        rate.setText(
                speed.isPresent()
                        ? Digits.decimals(1).format(speed.getAsDouble()) + " tokens/s"
                        : "");
        note.setText(note(now, branch));
        note.setVisible(!note.getText().isEmpty());
        note.setManaged(note.isVisible());
    }

    /// Tints the tokens by what is chosen.
    ///
    /// @param largest the end of the scale, for what has no end of its own
    void mark(Mark mark, double largest) {
        Optional<Branch> own = model.exchange().of(side).get().branch();
        if (own.isEmpty()) {
            return;
        }
        Side beside = side == Side.BASE ? Side.EDITED : Side.BASE;
        Optional<Branch> other =
                model.exchange().of(beside).get().branch().filter(b -> b.end().isPresent());
        List<Double> values = mark.values(own.get(), other);
        List<String> styles = new ArrayList<>();
        for (double value : values) {
            styles.add(style(mark, value, largest));
        }
        flow.mark(styles);
    }

    private String style(Mark mark, double value, double largest) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (mark == Mark.DIFFERENCE) {
            return value == 0 ? "" : side == Side.BASE ? "only-base" : "only-edited";
        }
        double share = largest <= 0 ? 0 : Math.clamp(value / largest, 0, 1);
        return "tint-" + Math.round(share * TINTS);
    }

    private static OptionalDouble rate(Optional<Branch> branch) {
        return branch.isPresent() && branch.get().rate() > 0
                ? OptionalDouble.of(branch.get().rate())
                : OptionalDouble.empty();
    }

    private String note(SideShown now, Optional<Branch> branch) {
        String ended = ended(now, branch);
        return now.note().isEmpty() || ended.isEmpty() || now.phase() != SideShown.Phase.DONE
                ? now.note().isEmpty() ? ended : now.note()
                : now.note() + "; " + ended;
    }

    /// Whether the prompt was changed since this was answered.
    private boolean isOfAnother(SideShown now) {
        Optional<PromptInput> input = model.prompting().input();
        return now.phase() == SideShown.Phase.DONE
                && model.exchange()
                        .asked()
                        .filter(asked -> !input.equals(Optional.of(asked.input())))
                        .isPresent();
    }

    private String ended(SideShown now, Optional<Branch> branch) {
        if (now.phase() == SideShown.Phase.IDLE) {
            return side == Side.BASE
                    ? "Ask both (Ctrl Enter), and the base answers here."
                    : "The base with the vectors on it answers here.";
        }
        if (now.phase() == SideShown.Phase.WAITING) {
            return "waits";
        }
        if (isOfAnother(now)) {
            return "answers what was asked before, not the prompt above";
        }
        boolean isEmpty = branch.isPresent() && branch.get().text().isBlank();
        Optional<Answer.End> end = branch.flatMap(Branch::end);
        String text =
                switch (end.orElse(Answer.End.STOP)) {
                    case LIMIT ->
                            "cut at "
                                    + branch.map(AnswerPane::written).orElse(0)
                                    + " tokens: the limit";
                    case CONTEXT -> "cut: the model's context is full";
                    case CANCELLED -> "stopped";
                    case STOP -> isEmpty && end.isPresent() ? "ended without a word" : "";
                };
        return now.phase() == SideShown.Phase.STALE ? "" : text;
    }

    /// How many tokens the model wrote: not those that a branch shares, nor the one that was taken.
    private static int written(Branch branch) {
        int given = branch.parent().isPresent() ? branch.from() + 1 : 0;
        return branch.tokens().size() - given;
    }

    private void copy() {
        Copying.text(model.exchange().of(side).get().fingerprint());
    }

    /// `3f9a 21c4 8e07`: its beginning is enough to see whether two are the same.
    private static String grouped(String whole) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(SHOWN, whole.length()); i++) {
            text.append(i > 0 && i % GROUP == 0 ? " " : "").append(whole.charAt(i));
        }
        return text.toString();
    }
}
