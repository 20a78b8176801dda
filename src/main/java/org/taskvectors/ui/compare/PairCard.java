package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.ui.common.MiddleLabel;
import org.taskvectors.ui.common.SearchChoice;
import org.taskvectors.ui.common.SectionLabel;

/// The chosen pair: which two vectors, and what they are to each other over the whole scope. Style
/// classes `card` and `pair-card`.
public final class PairCard extends VBox {
    private static final Quantity ANGLE = Quantity.pure("Angle", "", Digits.decimals(1));

    private final SearchChoice<Vector> first = chooser("First vector of the chosen pair", true);
    private final SearchChoice<Vector> second = chooser("Second vector of the chosen pair", false);
    private final VBox facts = new VBox();
    private final VBox others = new VBox();
    private final Button sandbox = new Button("Both in the Sandbox");
    private @Nullable CompareViewModel model;
    private @Nullable Answer shown;

    public PairCard() {
        getStyleClass().addAll("card", "pair-card");
        setId("pair-card");
        first.setId("pair-first");
        second.setId("pair-second");
        facts.getStyleClass().add("pair-facts");
        others.getStyleClass().add("pair-facts");
        others.managedProperty().bind(others.visibleProperty());
        sandbox.setId("pair-sandbox");
        sandbox.getStyleClass().add("link");
        sandbox.setMinWidth(USE_PREF_SIZE);
        SectionLabel title = new SectionLabel("Chosen pair");
        HBox.setHgrow(title, Priority.ALWAYS);
        title.setMaxWidth(Double.MAX_VALUE);
        HBox heading = new HBox(8, title, sandbox);
        heading.setAlignment(Pos.CENTER_LEFT);
        getChildren().setAll(heading, new VBox(6, first, second), facts, others);
    }

    /// @param tryThem lets a model answer with two vectors on it, by the ids of their items
    void wire(CompareViewModel of, BiConsumer<String, String> tryThem) {
        model = of;
        sandbox.setOnAction(
                _ -> {
                    Answer answer = shown;
                    if (answer != null && !answer.pairs().isEmpty()) {
                        PairSummary pair = answer.pairs().getFirst();
                        tryThem.accept(
                                answer.ids().get(pair.pair().a()),
                                answer.ids().get(pair.pair().b()));
                    }
                });
    }

    /// Shows the chosen pair of an answer; hides itself where there is nothing to choose.
    void show(Optional<Answer> answer) {
        shown = answer.orElse(null);
        boolean isThere =
                answer.filter(a -> a.names().size() > 1 && !a.pairs().isEmpty()).isPresent();
        setVisible(isThere);
        setManaged(isThere);
        if (isThere) {
            show(answer.orElseThrow());
        }
    }

    private void show(Answer answer) {
        PairSummary pair = answer.pairs().getFirst();
        boolean isChoice = answer.names().size() > 2;
        List<Integer> all = IntStream.range(0, answer.names().size()).boxed().toList();
        offer(first, isChoice ? all : List.of(pair.pair().a()), pair.pair().a(), answer.names());
        offer(
                second,
                isChoice ? answer.shown() : List.of(pair.pair().b()),
                pair.pair().b(),
                answer.names());
        Quantity cosine = PairMetric.COSINE.quantity();
        facts.getChildren()
                .setAll(
                        fact("cosine", cosine.write(pair.cosine())),
                        fact("angle", degrees(pair.angle())),
                        fact(
                                "sign conflict, %",
                                PairMetric.SIGN_CONFLICT.quantity().write(pair.signConflict())),
                        fact("‖τ₁ + τ₂‖", VectorMetric.L2_NORM.quantity().write(pair.sum())));
        if (pair.pairs() > 1 && pair.rank() > 0) {
            facts.getChildren()
                    .add(
                            1,
                            fact(
                                    "of "
                                            + pair.pairs()
                                            + " pairs"
                                            + (answer.blocks().size() > 1 ? " on this base" : ""),
                                    ordinal(pair.rank())));
        }
        others.setVisible(answer.pairs().size() > 1);
        others.getChildren()
                .setAll(
                        answer.pairs().stream()
                                .skip(1)
                                .map(
                                        other ->
                                                fact(
                                                        answer.names().get(other.pair().a())
                                                                + " · "
                                                                + answer.names()
                                                                        .get(other.pair().b()),
                                                        cosine.write(other.cosine())))
                                .toList());
    }

    private static HBox fact(String word, String number) {
        MiddleLabel what = new MiddleLabel(word);
        what.getStyleClass().add("secondary");
        HBox.setHgrow(what, Priority.ALWAYS);
        Label value = new Label(number);
        value.setMinWidth(USE_PREF_SIZE);
        HBox line = new HBox(8, what, value);
        line.getStyleClass().add("fact-line");
        return line;
    }

    private static String degrees(double angle) {
        return Double.isNaN(angle) ? Digits.DASH : ANGLE.write(angle) + "°";
    }

    static String ordinal(int number) {
        int last = number % 10;
        boolean isTeen = number / 10 % 10 == 1;
        String ending =
                isTeen || last == 0 || last > 3 ? "th" : List.of("st", "nd", "rd").get(last - 1);
        return number + ending;
    }

    /// One of the compared vectors.
    ///
    /// @param index among all compared ones
    private record Vector(int index, String name) {}

    private SearchChoice<Vector> chooser(String accessibleText, boolean isFirst) {
        return new SearchChoice<>(
                Vector::name,
                accessibleText,
                chosen -> {
                    CompareViewModel of = model;
                    if (of != null) {
                        of.pairs().chooseVector(chosen.index(), isFirst);
                    }
                });
    }

    private static void offer(
            SearchChoice<Vector> chooser, List<Integer> vectors, int chosen, List<String> names) {
        chooser.show(
                vectors.stream().map(index -> new Vector(index, names.get(index))).toList(),
                new Vector(chosen, names.get(chosen)));
        chooser.setDisable(vectors.size() < 2);
    }
}
