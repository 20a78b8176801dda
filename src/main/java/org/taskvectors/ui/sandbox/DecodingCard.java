package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Cut;
import org.taskvectors.sandbox.Decoding;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.SegmentControl;

/// How the next token is chosen, and when an answer ends.
final class DecodingCard extends VBox {
    private static final String END = "eos";
    private static final double LARGE = 1e9;

    private record Field(
            String word,
            NumberField field,
            ToDoubleFunction<Decoding> value,
            boolean isOfSampling) {}

    private final SandboxViewModel model;
    private final SegmentControl<Boolean> greedy = new SegmentControl<>();
    private final GridPane grid = new GridPane();
    private final List<Field> fields;
    private final TextField stop = new TextField();
    private final SegmentControl<Cut> cut = new SegmentControl<>();

    DecodingCard(SandboxViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "decoding-card");
        greedy.setOptions(List.of(true, false), each -> each ? "greedy" : "sampled");
        choice(
                greedy,
                "greedy",
                "How tokens are chosen",
                Decoding::isGreedy,
                now -> now ? "Greedy" : "Sampled",
                Decoding::withGreedy);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(new SectionLabel("Decoding"), space, greedy);
        head.getStyleClass().add("side-head");
        fields =
                List.of(
                        two(
                                "temperature",
                                0.01,
                                100,
                                Decoding::temperature,
                                Decoding::withTemperature),
                        two("top-p", 0.001, 1, Decoding::topP, Decoding::withTopP),
                        whole(
                                "top-k",
                                0,
                                Decoding::topK,
                                (d, v) -> d.withTopK((int) v.longValue())),
                        none(two("min-p", 0, 1, Decoding::minP, Decoding::withMinP)),
                        ofBoth(
                                two(
                                        "repetition",
                                        0.1,
                                        10,
                                        Decoding::repetition,
                                        Decoding::withRepetition)),
                        whole("seed", 0, Decoding::seed, (d, v) -> d.withSeed(v.longValue())),
                        ofBoth(
                                whole(
                                        "at most",
                                        1,
                                        Decoding::most,
                                        (d, v) -> d.withMost((int) v.longValue()))));
        fields.get(2).field().withNone(0);
        stop.setAccessibleText(
                "Texts that end an answer, separated by |; eos is the model's own end");
        stop.setTooltip(
                new javafx.scene.control.Tooltip(
                        "eos: the model's own end token. Other texts end an answer too: eos|\\n"
                                + "\\n"));
        stop.getStyleClass().add("number-field");
        stop.setOnAction(_ -> takeStops());
        stop.focusedProperty()
                .addListener(
                        (_, _, isFocused) -> {
                            if (!isFocused) {
                                takeStops();
                            }
                        });
        cut.setOptions(List.of(Cut.values()), each -> each == Cut.REFUSE ? "refuse" : "cut");
        choice(
                cut,
                "cut",
                "What is done with a prompt that is longer than the context",
                Decoding::cut,
                _ -> "Long prompts",
                Decoding::withCut);
        lay();
        getChildren().setAll(head, grid);
    }

    /// Lets a control set one of the decoding's settings.
    ///
    /// @param act what the undo stack calls it
    private <T> void choice(
            SegmentControl<T> control,
            String id,
            String accessible,
            Function<Decoding, T> setting,
            Function<T, String> act,
            BiFunction<Decoding, T, Decoding> change) {
        control.setAccessibleText(accessible);
        control.setId(id);
        control.getStyleClass().add("small-segments");
        control.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (now != null && !now.equals(setting.apply(current()))) {
                                model.setup()
                                        .decode(
                                                act.apply(now),
                                                decoding -> change.apply(decoding, now));
                            }
                        });
    }

    private void lay() {
        grid.setHgap(8);
        grid.setVgap(4);
        ColumnConstraints word = new ColumnConstraints();
        ColumnConstraints entry = new ColumnConstraints(44, 58, 64);
        word.setHgrow(Priority.ALWAYS);
        word.setMinWidth(Region.USE_PREF_SIZE);
        grid.getColumnConstraints().setAll(word, entry, word, entry);
        for (int i = 0; i < fields.size(); i++) {
            grid.addRow(i / 2);
            grid.add(word(fields.get(i).word()), i % 2 * 2, i / 2);
            grid.add(fields.get(i).field(), i % 2 * 2 + 1, i / 2);
        }
        grid.add(word("stop at"), 2, 3);
        grid.add(stop, 3, 3);
        Label tooLong = word("long prompts");
        tooLong.setTooltip(
                new javafx.scene.control.Tooltip(
                        "What is done with a prompt that is longer than the model's context: it is"
                                + " refused, or its beginning is left out"));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox line = new HBox(tooLong, space, cut);
        line.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        grid.add(line, 0, 4, 4, 1);
    }

    /// Shows decoding as it is now.
    void show() {
        Decoding now = current();
        greedy.setValue(now.isGreedy());
        cut.setValue(now.cut());
        for (Field field : fields) {
            field.field().show(field.value().applyAsDouble(now));
            field.field().setDisable(field.isOfSampling() && now.isGreedy());
        }
        if (!stop.isFocused()) {
            stop.setText(stops(now));
        }
    }

    private Decoding current() {
        return model.setup().decodingProperty().get();
    }

    private void takeStops() {
        List<String> typed =
                Stream.of(stop.getText().split("\\|")).filter(each -> !each.isEmpty()).toList();
        List<String> texts =
                typed.stream()
                        .filter(each -> !each.strip().equals(END))
                        .map(DecodingCard::unescaped)
                        .toList();
        boolean atEnd = typed.stream().anyMatch(each -> each.strip().equals(END));
        if (!current().stops().equals(texts) || current().stopAtEnd() != atEnd) {
            model.setup().decode("Stop texts", decoding -> decoding.withStops(texts, atEnd));
        }
    }

    private static String stops(Decoding decoding) {
        return String.join(
                "|",
                Stream.concat(
                                decoding.stopAtEnd() ? Stream.of(END) : Stream.empty(),
                                decoding.stops().stream().map(DecodingCard::escaped))
                        .toList());
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
    }

    private Field two(
            String word,
            double least,
            double most,
            ToDoubleFunction<Decoding> value,
            BiFunction<Decoding, Double, Decoding> change) {
        NumberField field =
                new NumberField(
                        word,
                        least,
                        most,
                        number -> {
                            String two = Digits.decimals(2).format(number);
                            return Double.parseDouble(two) == number ? two : Digits.typed(number);
                        },
                        typed ->
                                model.setup()
                                        .decode(word, decoding -> change.apply(decoding, typed)));
        return new Field(word, field, value, true);
    }

    private Field whole(
            String word,
            double least,
            ToDoubleFunction<Decoding> value,
            BiFunction<Decoding, Double, Decoding> change) {
        NumberField field =
                new NumberField(
                        word,
                        least,
                        LARGE,
                        number -> Long.toString(Math.round(number)),
                        typed ->
                                model.setup()
                                        .decode(
                                                word,
                                                decoding ->
                                                        change.apply(
                                                                decoding,
                                                                (double) Math.round(typed))));
        return new Field(word, field, value, true);
    }

    private static Field none(Field field) {
        field.field().withNone(0);
        return field;
    }

    private static Field ofBoth(Field field) {
        return new Field(field.word(), field.field(), field.value(), false);
    }

    private static Label word(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("secondary");
        return label;
    }
}
