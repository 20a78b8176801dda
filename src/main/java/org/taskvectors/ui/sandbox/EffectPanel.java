package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.token.EffectReport;
import org.taskvectors.evaluation.token.Promoted;
import org.taskvectors.evaluation.token.Texts;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.SegmentControl;

/// What a vector says over a text: over which text, how far it is, then the tokens that it promotes
/// and suppresses, or the passages that it changes most.
final class EffectPanel extends OverPanel {
    private static final int SHOWN = 100;
    private static final double HEIGHT = 640;

    /// What is shown of the numbers.
    private enum Part {
        TOKENS("tokens"),
        PASSAGES("passages");

        private final String word;

        Part(String word) {
            this.word = word;
        }
    }

    private final Effects model;
    private final Takings takings;
    private final SegmentControl<Effects.Source> source = new SegmentControl<>();
    private final SegmentControl<Texts.Split> split = new SegmentControl<>();
    private final SegmentControl<Effects.Most> most = new SegmentControl<>();
    private final SegmentControl<Part> part = new SegmentControl<>();
    private final Label file = new Label();
    private final HBox fileRow;
    private final Button open = new Button("Choose a file…");
    private final Button run = new Button("Measure");
    private final Button stop = new Button("Cancel");
    private final MenuButton export = new MenuButton("Export…");
    private final Label setting = secondary();
    private final Label words = secondary();
    private final Label told = secondary();
    private final PromotedList promoted;
    private final PromotedList suppressed;
    private final PassageRows passages = new PassageRows();
    private final HBox lists;
    private final ScrollPane passageScroll = new ScrollPane(passages);
    private final StackPane numbers;

    /// @param below the place that rests while the panel is shown
    EffectPanel(Effects model, Takings takings, Node below) {
        super("effect-panel", below, model::hide, model::fraction);
        this.model = model;
        this.takings = takings;
        promoted = new PromotedList("Promoted", "edited-bar", model::shown);
        suppressed = new PromotedList("Suppressed", "base-bar", model::shown);
        lists = new HBox(20, promoted, suppressed);
        passageScroll.setFitToWidth(true);
        passageScroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        numbers = new StackPane(lists, passageScroll);
        numbers.setMinHeight(110);
        VBox.setVgrow(numbers, Priority.ALWAYS);
        fileRow = fileRow();
        FlowPane sources = new FlowPane(8, 6, source, run, stop);
        sources.setPrefWrapLength(400);
        HBox foot = new HBox(8, part, told, space(), export);
        foot.getStyleClass().add("over-foot");
        told.setMinWidth(0);
        words.setId("effect-words");
        setting.setId("effect-setting");
        setContent(sources, fileRow, bar(), words, setting, numbers, foot);
        choose();
        Stream.of(model.stateProperty(), model.fileProperty(), model.toldProperty())
                .forEach(each -> each.addListener((_, _, _) -> refresh()));
        model.subjectProperty().addListener((_, _, _) -> show());
        show();
    }

    private HBox fileRow() {
        open.setId("effect-file");
        open.getStyleClass().add("compact");
        open.setOnAction(_ -> model.chooseFile());
        file.getStyleClass().add("mono");
        file.setMinWidth(0);
        HBox.setHgrow(file, Priority.ALWAYS);
        Label at = new Label("at most");
        at.getStyleClass().add("secondary");
        at.setMinWidth(USE_PREF_SIZE);
        Label tokens = new Label("tokens");
        tokens.getStyleClass().add("secondary");
        tokens.setMinWidth(USE_PREF_SIZE);
        HBox row = row(open, file, split, at, most, tokens);
        row.getStyleClass().add("effect-file-row");
        return row;
    }

    private void choose() {
        source.setOptions(List.of(Effects.Source.values()), Effects.Source::word);
        split.setOptions(List.of(Texts.Split.values()), Texts.Split::word);
        most.setOptions(List.of(Effects.Most.values()), Effects.Most::word);
        part.setOptions(List.of(Part.values()), each -> each.word);
        split.getStyleClass().add("small-segments");
        most.getStyleClass().add("small-segments");
        source.setAccessibleText("Over which text");
        split.setAccessibleText("How the file is cut into texts");
        most.setAccessibleText("How many tokens are read at most");
        part.setAccessibleText("What is shown");
        part.setId("effect-part");
        run.setId("effect-run");
        stop.setId("effect-stop");
        export.setId("effect-export");
        link(source, model.sourceProperty());
        link(split, model.splitProperty());
        link(most, model.mostProperty());
        part.valueProperty().addListener((_, _, _) -> refresh());
        run.getStyleClass().add("compact");
        run.setOnAction(_ -> model.run());
        stop.getStyleClass().add("compact");
        stop.setOnAction(_ -> model.stop());
        export.getStyleClass().add("compact");
        export.getItems()
                .setAll(
                        Takings.item(
                                "Copy as Markdown",
                                "effect-copy",
                                () -> with(r -> takings.copy(markdown(r), "What is shown"))),
                        new SeparatorMenuItem(),
                        Takings.item(
                                "Save all tokens as CSV…",
                                "effect-csv",
                                () ->
                                        with(
                                                r ->
                                                        takings.save(
                                                                r.csv(model::shown),
                                                                name(r),
                                                                "csv",
                                                                "CSV"))),
                        Takings.item(
                                "Save as Markdown…",
                                "effect-markdown",
                                () ->
                                        with(
                                                r ->
                                                        takings.save(
                                                                markdown(r),
                                                                name(r),
                                                                "md",
                                                                "Markdown"))));
    }

    private void with(java.util.function.Consumer<EffectReport> action) {
        if (model.stateProperty().get() instanceof Effects.State.Done(EffectReport report)) {
            action.accept(report);
        }
    }

    private String markdown(EffectReport report) {
        return report.markdown(SHOWN / 2, model::shown, takings.context().program());
    }

    private static String name(EffectReport report) {
        return "tokens promoted by " + report.setting().formula();
    }

    private void show() {
        model.subjectProperty()
                .get()
                .ifPresent(
                        subject ->
                                setTitle(
                                        subject.key().isPresent()
                                                ? "What " + subject.name() + " says"
                                                : "What the vectors say"));
        refresh();
        show(model.subjectProperty().get().isPresent(), run.isVisible() ? run : stop);
    }

    private void refresh() {
        Effects.State state = model.stateProperty().get();
        boolean isRunning = state instanceof Effects.State.Running;
        boolean isFile = model.sourceProperty().get() == Effects.Source.FILE;
        visible(fileRow, isFile);
        file.setText(model.fileProperty().get().map(HomePath::of).orElse("no file yet"));
        boolean hadFocus = run.isFocused() || stop.isFocused();
        visible(run, !isRunning);
        visible(stop, isRunning);
        run.setDisable(isFile && model.fileProperty().get().isEmpty());
        if (hadFocus) {
            // It must not go to what lies beside the panel.
            (isRunning ? stop : run.isDisabled() ? open : run).requestFocus();
        }
        told.setText(model.toldProperty().get());
        visible(told, !told.getText().isEmpty());
        words.setText(
                switch (state) {
                    case Effects.State.Idle(String said) -> said.isEmpty() ? invitation() : said;
                    case Effects.State.Running _ -> "Both models read the text.";
                    case Effects.State.Done(EffectReport report) -> counts(report);
                });
        boolean isDone = state instanceof Effects.State.Done;
        visible(export, isDone);
        visible(part, isDone);
        visible(setting, isDone);
        if (state instanceof Effects.State.Done(EffectReport report)) {
            showReport(report);
        }
        boolean isTokens = part.getValue() != Part.PASSAGES;
        visible(numbers, isDone);
        stretch(isDone ? HEIGHT : USE_PREF_SIZE);
        lists.setVisible(isTokens);
        passageScroll.setVisible(!isTokens);
        showProgress(isRunning);
    }

    private String invitation() {
        return "Both models read the same text, and the mean of log p(edited) − log p(base) over"
                + " its positions says which tokens the vector promotes"
                + (model.sourceProperty().get() == Effects.Source.FILE
                        ? ". A .jsonl file is read by its field “text”."
                        : ".");
    }

    private void showReport(EffectReport report) {
        Promoted all = report.effect().promoted();
        double largest =
                all.tokens().stream().mapToDouble(entry -> Math.abs(entry.mean())).max().orElse(0);
        promoted.show(all.promoted(SHOWN), largest);
        suppressed.show(all.suppressed(SHOWN), largest);
        passages.show(report.passages(model::shown));
        EffectReport.Setting from = report.setting();
        setting.setText(
                from.formula()
                        + ", runs "
                        + brief(from.editedFingerprint())
                        + ", against "
                        + from.base()
                        + ", runs "
                        + brief(from.baseFingerprint())
                        + " · over "
                        + from.source()
                        + (from.windowing().isEmpty() ? "" : " in " + from.windowing())
                        + (from.leftOut().isEmpty() ? "" : " · left out: " + from.leftOut())
                        + (from.baseFingerprint().equals(from.editedFingerprint())
                                ? " · both are the same model: nothing is promoted"
                                : ""));
    }

    private static String brief(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }

    private static String counts(EffectReport report) {
        Promoted all = report.effect().promoted();
        return String.format(Locale.ROOT, "n = %,d positions · ", all.positions())
                + String.format(
                        Locale.ROOT,
                        "%,d tokens in the top %d of either side at least once",
                        all.tokens().size(),
                        Promoted.TOP)
                + (all.undefined() > 0
                        ? String.format(
                                Locale.ROOT, ", %,d more ruled out by a side", all.undefined())
                        : "")
                + " · mean KL "
                + Digits.significant(3).format(report.effect().mean())
                + " nats";
    }
}
