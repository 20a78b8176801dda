package org.taskvectors.ui.train;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.evaluation.data.Tables;
import org.taskvectors.file.Failure;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;
import org.taskvectors.training.data.RowFilter;
import org.taskvectors.training.data.ShownRow;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;

/// The rows of a form: their columns, what the model sees of them, and what a person should know.
/// Lives on the window's thread; files are read and rows are encoded beside it.
public final class RowsLook {
    /// How many rows are listed of a kind.
    static final int MOST = 100;

    private final Inquiry<Asked, Columns> columns;
    private final Inquiry<Rows, PreparedRows> prepared;
    private final ReadOnlyObjectWrapper<Optional<RowFilter>> filter =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<List<ShownRow>> listed =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Optional<ShownRow>> chosen =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<DataFacts>> facts =
            new ReadOnlyObjectWrapper<>(Optional.empty());

    /// Which file is read, and for which base.
    private record Asked(Located base, DataChoice choice) {}

    /// Which rows are encoded, and for which base.
    private record Rows(Located base, DataSettings data) {}

    /// A file of rows and what its columns are.
    ///
    /// @param table the rows; empty where the file cannot be read
    /// @param reader what its columns are; empty where they are not known
    /// @param wrong why they are not; empty where they are
    record Columns(Optional<Table> table, Optional<TaskReader> reader, String wrong) {}

    RowsLook(AppContext context, TrainCore core) {
        columns =
                new Inquiry<>(
                        context.background(),
                        "Reading the columns",
                        (asked, _, _) -> {
                            try {
                                TaskReader reader = core.read(asked.base(), asked.choice());
                                return new Columns(
                                        Optional.of(reader.table()), Optional.of(reader), "");
                            } catch (Failure e) {
                                return new Columns(
                                        table(asked.choice()),
                                        Optional.empty(),
                                        FailureWords.of(e));
                            }
                        });
        prepared =
                new Inquiry<>(
                        context.background(),
                        "Reading the rows",
                        (asked, progress, cancellation) ->
                                core.prepare(asked.base(), asked.data(), progress, cancellation),
                        PreparedRows::close);
        prepared.foundProperty().addListener((_, _, now) -> follow(now));
    }

    private static Optional<Table> table(DataChoice choice) {
        try {
            return Optional.of(Tables.read(choice.file()));
        } catch (Failure e) {
            // What is wrong with it is said already.
            return Optional.empty();
        }
    }

    /// What the columns of the file are.
    ReadOnlyObjectProperty<Found<Columns>> columnsProperty() {
        return columns.foundProperty();
    }

    /// The rows as the model sees them.
    ReadOnlyObjectProperty<Found<PreparedRows>> preparedProperty() {
        return prepared.foundProperty();
    }

    /// What a person should know of them; while they are read anew what was known before.
    public ReadOnlyObjectProperty<Optional<DataFacts>> factsProperty() {
        return facts.getReadOnlyProperty();
    }

    /// Which rows are listed; empty for the first ones of the file.
    public ReadOnlyObjectProperty<Optional<RowFilter>> filterProperty() {
        return filter.getReadOnlyProperty();
    }

    /// The rows that are listed.
    public ReadOnlyObjectProperty<List<ShownRow>> listedProperty() {
        return listed.getReadOnlyProperty();
    }

    /// The row that is shown as the model sees it.
    public ReadOnlyObjectProperty<Optional<ShownRow>> chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    /// Lists the rows of a kind; the first ones of the file where they are listed already.
    public void filter(RowFilter kind) {
        filter.set(filter.get().equals(Optional.of(kind)) ? Optional.empty() : Optional.of(kind));
        list();
    }

    /// Lists the first rows of the file.
    public void showAll() {
        filter.set(Optional.empty());
        list();
    }

    public void choose(ShownRow row) {
        chosen.set(Optional.of(row));
    }

    /// Looks at the rows of a form.
    ///
    /// @param base empty where it cannot be trained
    void ask(Optional<Located> base, Form form) {
        columns.ask(base.flatMap(at -> form.train().map(one -> new Asked(at, one))));
        prepared.ask(base.flatMap(at -> form.data().map(data -> new Rows(at, data))));
    }

    /// Reads the files once more, which may have changed on disk.
    void again() {
        columns.again();
        prepared.again();
    }

    private void follow(Found<PreparedRows> now) {
        if (now.isAsking()) {
            listed.set(List.of());
            return;
        }
        facts.set(now.answer().map(PreparedRows::facts));
        list();
    }

    private void list() {
        Optional<PreparedRows> rows = prepared.found().answer();
        if (rows.isPresent() && filter.get().filter(k -> rows.get().count(k) == 0).isPresent()) {
            filter.set(Optional.empty());
        }
        listed.set(
                rows.map(
                                all ->
                                        filter.get()
                                                .map(kind -> all.rows(kind, MOST))
                                                .orElseGet(() -> all.rows(0, MOST)))
                        .orElse(List.of()));
        Optional<Integer> before = chosen.get().map(ShownRow::row);
        chosen.set(
                listed.get().stream()
                        .filter(row -> before.equals(Optional.of(row.row())))
                        .findFirst()
                        .or(() -> listed.get().stream().findFirst()));
    }

    void close() {
        columns.close();
        prepared.close();
    }
}
