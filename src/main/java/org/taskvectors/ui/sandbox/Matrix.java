package org.taskvectors.ui.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.Prompts;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.job.Progress;
import org.taskvectors.sandbox.Decoding;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.sandbox.PromptInput;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;

/// Several prompts under several settings, with the base beside them. Lives on the window's thread.
public final class Matrix {
    /// A row: a prompt.
    public record Row(PromptForm form, PromptInput input) {
        /// Returns what stands for it.
        public String title() {
            return form.fields().stream()
                    .map(field -> input.field(field.name()))
                    .filter(text -> !text.isBlank())
                    .reduce((a, b) -> a + " / " + b)
                    .orElse(form.group());
        }
    }

    /// A column: vectors as they are laid.
    public record Column(String name, List<Laid> vectors) {
        public Column {
            vectors = List.copyOf(vectors);
        }
    }

    /// What a model answered.
    ///
    /// @param text of the answer; why there is none where it failed
    /// @param labels shares of the labels; empty where the prompt has none
    public record Cell(String text, List<SideShown.LabelShare> labels) {
        public Cell {
            labels = List.copyOf(labels);
        }
    }

    /// Where a cell stands.
    ///
    /// @param column empty for the base
    public record Place(Row row, Optional<Column> column) {}

    /// Rows, columns, and what is known of their cells.
    public record Shown(List<Row> rows, List<Column> columns, Map<Place, Cell> cells) {
        public Shown {
            rows = List.copyOf(rows);
            columns = List.copyOf(columns);
            cells = Map.copyOf(cells);
        }

        public boolean isEmpty() {
            return rows.isEmpty() && columns.isEmpty();
        }
    }

    private static final Shown NOTHING = new Shown(List.of(), List.of(), Map.of());

    private final AppContext context;
    private final SandboxViewModel model;
    private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>(NOTHING);
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(false);
    private @Nullable Job<Boolean> running;

    Matrix(AppContext context, SandboxViewModel model) {
        this.context = context;
        this.model = model;
        model.setup().baseProperty().addListener((_, _, _) -> clear());
    }

    public ReadOnlyObjectProperty<Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// Adds the prompt as it is filled in as a row; the setting becomes the first column where
    /// there is none.
    public void addPrompt() {
        Optional<PromptForm> form = model.prompting().formProperty().get();
        if (form.isEmpty() || model.prompting().input().isEmpty()) {
            return;
        }
        Row row = new Row(form.get(), model.prompting().input().get());
        Shown now = shown.get();
        if (!now.rows().contains(row)) {
            List<Row> rows = new ArrayList<>(now.rows());
            rows.add(row);
            shown.set(new Shown(rows, now.columns(), now.cells()));
        }
        if (now.columns().isEmpty()) {
            addSetting(
                    words(model.setup().vectorsProperty().get()),
                    model.setup().vectorsProperty().get());
        }
    }

    /// Adds vectors as they are laid as a column.
    public void addSetting(String name, List<Laid> vectors) {
        Shown now = shown.get();
        Column column = new Column(name, vectors);
        if (now.columns().stream().noneMatch(each -> each.vectors().equals(vectors))) {
            List<Column> columns = new ArrayList<>(now.columns());
            columns.add(column);
            shown.set(new Shown(now.rows(), columns, now.cells()));
        }
    }

    /// Adds the vectors as they are laid now.
    public void addSetting() {
        List<Laid> now = model.setup().vectorsProperty().get();
        addSetting(words(now), now);
    }

    public void remove(Row row) {
        Shown now = shown.get();
        shown.set(
                new Shown(
                        now.rows().stream().filter(each -> !each.equals(row)).toList(),
                        now.columns(),
                        now.cells()));
    }

    public void remove(Column column) {
        Shown now = shown.get();
        shown.set(
                new Shown(
                        now.rows(),
                        now.columns().stream().filter(each -> !each.equals(column)).toList(),
                        now.cells()));
    }

    /// Empties it.
    public void clear() {
        stop();
        shown.set(NOTHING);
    }

    /// Fills the cells that are not known, setting by setting.
    public void fill() {
        model.engine().whenReady(this::fill);
    }

    public void stop() {
        if (running != null) {
            running.cancel();
        }
    }

    private void fill(SandboxModel running) {
        if (busy.get()) {
            return;
        }
        Shown now = shown.get();
        List<Laid> loaded = model.setup().vectorsProperty().get();
        var decoding = model.setup().decodingProperty().get();
        List<Optional<Column>> columns = new ArrayList<>();
        columns.add(Optional.empty());
        now.columns().forEach(column -> columns.add(Optional.of(column)));
        busy.set(true);
        this.running =
                context.background()
                        .jobs()
                        .submit(
                                "Answering, prompts under settings",
                                Needs.NOTHING.withMemory(1),
                                (progress, cancellation) -> {
                                    progress.begin(
                                            (long) now.rows().size() * columns.size(), "answers");
                                    for (Optional<Column> column : columns) {
                                        fill(
                                                running,
                                                now,
                                                column,
                                                loaded,
                                                decoding,
                                                progress,
                                                cancellation);
                                    }
                                    return true;
                                },
                                job ->
                                        context.background()
                                                .window()
                                                .execute(
                                                        () -> {
                                                            busy.set(false);
                                                            job.failure()
                                                                    .ifPresent(
                                                                            failure ->
                                                                                    context.background()
                                                                                            .errors()
                                                                                            .show(
                                                                                                    job
                                                                                                            .title(),
                                                                                                    failure));
                                                        }));
    }

    private void fill(
            SandboxModel running,
            Shown now,
            Optional<Column> column,
            List<Laid> loaded,
            Decoding decoding,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<List<Knob>> knobs =
                column.map(each -> knobs(each, loaded)).orElse(Optional.of(running.knobs()));
        for (Row row : now.rows()) {
            Place place = new Place(row, column);
            if (now.cells().containsKey(place)) {
                progress.add(1);
                continue;
            }
            if (knobs.isEmpty()) {
                put(place, new Cell("has vectors that are not on the model", List.of()));
                continue;
            }
            cancellation.check();
            Side side = column.isPresent() ? Side.EDITED : Side.BASE;
            Cell cell;
            synchronized (running) {
                if (column.isPresent() && !running.knobs().equals(knobs.get())) {
                    running.turn(knobs.get(), new Progress(), cancellation);
                }
                cell = cell(running, row, side, decoding, cancellation);
            }
            put(place, cell);
            progress.add(1);
        }
    }

    private static Cell cell(
            SandboxModel running, Row row, Side side, Decoding decoding, Cancellation cancellation)
            throws CancelledException {
        try {
            SandboxModel.Rendered prompt = running.render(row.form(), row.input(), side);
            List<SideShown.LabelShare> labels =
                    Asking.labels(running, row.form(), side, prompt, decoding.cut(), cancellation);
            Prompts.Fitted fitted = running.fit(prompt.ids(), decoding.most(), decoding.cut());
            Answer answer =
                    running.answer(
                            side,
                            fitted.tokens(),
                            decoding.sampling(),
                            _ -> {},
                            new Progress(),
                            cancellation);
            cancellation.check();
            String cut = answer.end() == Answer.End.STOP ? "" : " …";
            String left = fitted.leftOut() == 0 ? "" : "(" + fitted.note() + ") ";
            return new Cell(left + answer.text() + cut, labels);
        } catch (IOException e) {
            return new Cell(FailureWords.of(e), List.of());
        }
    }

    private void put(Place place, Cell cell) {
        context.background()
                .window()
                .execute(
                        () -> {
                            Shown now = shown.get();
                            Map<Place, Cell> cells = new HashMap<>(now.cells());
                            cells.put(place, cell);
                            shown.set(new Shown(now.rows(), now.columns(), cells));
                        });
    }

    /// The knobs of the vectors on the model as a setting has them; those that it lacks are off.
    private static Optional<List<Knob>> knobs(Column column, List<Laid> loaded) {
        List<Laid> left = new ArrayList<>(column.vectors());
        List<Knob> knobs = new ArrayList<>();
        for (Laid each : loaded) {
            Optional<Laid> found =
                    left.stream().filter(l -> l.vector().equals(each.vector())).findFirst();
            knobs.add(found.map(Laid::knob).orElseGet(() -> Knob.everywhere(0)));
            found.ifPresent(left::remove);
        }
        return left.isEmpty() ? Optional.of(knobs) : Optional.empty();
    }

    private String words(List<Laid> vectors) {
        return vectors.isEmpty()
                ? "no vectors"
                : vectors.stream()
                        .map(
                                laid ->
                                        model.name(laid)
                                                + " "
                                                + Digits.decimals(2).format(laid.knob().lambda()))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("");
    }
}
