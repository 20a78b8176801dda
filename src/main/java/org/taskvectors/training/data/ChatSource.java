package org.taskvectors.training.data;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.evaluation.data.DataProblem;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.prompt.ChatForm;
import org.taskvectors.prompt.Turn;
import org.taskvectors.tokenizer.Tokenizer;

/// Rows that are chats, each a list of turns in JSON, in the words of the model's chat template.
final class ChatSource implements RowSource {
    /// The only field.
    static final String FIELD = "messages";

    /// What files call the column of their chats.
    private static final List<String> COLUMNS =
            List.of(FIELD, "conversations", "conversation", "chat");

    /// Columns that say more of a chat, and are not read.
    private static final List<String> BESIDE = List.of("system", "tools");

    /// Texts must be the same on every day; this is the one that Llama's templates write of
    /// themselves.
    private static final Clock DAY =
            Clock.fixed(Instant.parse("2024-07-26T12:00:00Z"), ZoneOffset.UTC);

    private final DataChoice choice;
    private final Table table;
    private final int column;
    private final ChatForm form;
    private final Map<Integer, String> wrong;
    private final List<String> notes;

    private ChatSource(
            DataChoice choice,
            Table table,
            int column,
            ChatForm form,
            Map<Integer, String> wrong,
            List<String> notes) {
        this.choice = choice;
        this.table = table;
        this.column = column;
        this.form = form;
        this.wrong = wrong;
        this.notes = List.copyOf(notes);
    }

    /// Returns the column that holds chats, by its name and its first cell that is not blank; empty
    /// where none does.
    ///
    /// @throws Failure [TrainingDataProblem#CHAT_WRONG] if each row holds a turn, as a file of one
    ///   chat alone is read
    static Optional<String> column(Table table) throws Failure {
        for (String name : COLUMNS) {
            for (int i = 0; i < table.columns().size(); i++) {
                String first = plain(table.columns().get(i)).equals(name) ? first(table, i) : "";
                if (ChatTurns.isOne(first)) {
                    return Optional.of(table.columns().get(i));
                }
                if (ChatTurns.isTurn(first)) {
                    throw Failure.of(
                            TrainingDataProblem.CHAT_WRONG,
                            table.file(),
                            "the column '"
                                    + Shown.of(table.columns().get(i))
                                    + "' holds one turn in each row, not a chat",
                            "Write one chat a line, two lines or more");
                }
            }
        }
        return Optional.empty();
    }

    private static String first(Table table, int column) {
        return table.rows().stream()
                .map(row -> row.get(column))
                .filter(cell -> !cell.isBlank())
                .findFirst()
                .orElse("");
    }

    private static String plain(String column) {
        return column.strip().toLowerCase(Locale.ROOT);
    }

    /// Looks at every chat.
    ///
    /// @throws Failure if the model has no chat template, no column holds chats, or no row is one
    static ChatSource of(
            DataChoice choice, Table table, Tokenizer tokenizer, Cancellation cancellation)
            throws Failure, CancelledException {
        ChatForm form = ChatForm.of(tokenizer, DAY);
        String given = choice.hints().fields().get(FIELD);
        String named = given == null ? column(table).orElse("") : given;
        int column = table.columns().indexOf(named);
        if (column < 0) {
            throw noColumn(table, named);
        }
        Map<Integer, String> wrong = new LinkedHashMap<>();
        for (int row = 0; row < table.rows().size(); row++) {
            cancellation.check();
            try {
                ChatTurns.of(table.rows().get(row).get(column));
            } catch (Failure e) {
                wrong.put(row, e.what());
            }
        }
        Reasons reasons = new Reasons();
        wrong.values().forEach(reasons::add);
        if (wrong.size() == table.rows().size()) {
            throw Failure.of(
                    TrainingDataProblem.NOTHING_TO_TRAIN,
                    table.file(),
                    "none of the rows is a chat that can be learned: " + reasons,
                    "Name the column of the chats");
        }
        List<String> notes = new ArrayList<>(table.notes());
        if (!wrong.isEmpty()) {
            notes.add(
                    wrong.size() + " of " + table.rows().size() + " rows are left out: " + reasons);
        }
        if (form.writesDate()) {
            notes.add("where the chat template writes the date, it writes that of 26 July 2024");
        }
        for (String other : table.columns()) {
            if (BESIDE.contains(plain(other))) {
                notes.add("the column '" + Shown.of(other) + "' is not read");
            }
        }
        return new ChatSource(choice, table, column, form, wrong, notes);
    }

    private static Failure noColumn(Table table, String named) {
        return Failure.of(
                named.isEmpty() ? DataProblem.FIELD_UNMAPPED : DataProblem.COLUMN_MISSING,
                table.file(),
                (named.isEmpty()
                                ? "no column holds chats"
                                : "it has no column '" + Shown.of(named) + "'")
                        + "; its columns are "
                        + String.join(
                                ", ",
                                table.columns().stream()
                                        .limit(20)
                                        .map(one -> "'" + Shown.of(one) + "'")
                                        .toList()),
                "Name the column that holds the chats");
    }

    @Override
    public Table table() {
        return table;
    }

    @Override
    public String name() {
        if (!choice.name().isBlank()) {
            return choice.name();
        }
        String file = String.valueOf(table.file().getFileName());
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    @Override
    public String wording() {
        return "chats in the model's own template";
    }

    @Override
    public Map<String, String> fields() {
        return Map.of(FIELD, table.columns().get(column));
    }

    @Override
    public String truth() {
        return "";
    }

    @Override
    public String why(int row) {
        return wrong.getOrDefault(row, "");
    }

    /// An answer lies between the chat before it, ended so that the model answers next, and the
    /// chat that ends with it. Both must be beginnings of the whole.
    @Override
    public RowWords words(int row) throws Failure {
        ChatTurns chat = ChatTurns.of(table.rows().get(row).get(column));
        List<Turn> turns = chat.turns();
        String whole = form.render(turns, false);
        List<RowWords.Span> answers = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            if (!chat.learned().get(i)) {
                continue;
            }
            String before = form.render(turns.subList(0, i), true);
            String behind =
                    i == turns.size() - 1 ? whole : form.render(turns.subList(0, i + 1), false);
            int from = answers.isEmpty() ? 0 : answers.getLast().end();
            boolean fits =
                    behind.startsWith(before)
                            && whole.startsWith(behind)
                            && before.length() >= from
                            && behind.length() > before.length();
            if (!fits) {
                throw Failure.of(
                        TrainingDataProblem.CHAT_CHANGES,
                        table.file(),
                        "the chat template words what stands before an answer in another way when"
                                + " the chat goes on, so that the answer is not found in it",
                        "Write chats of one answer each, or without a system message");
            }
            answers.add(new RowWords.Span(before.length(), behind.length()));
        }
        return new RowWords(RowWords.Form.CHAT, whole, answers, List.of());
    }

    @Override
    public List<String> values(int row) {
        String cell = table.rows().get(row).get(column);
        try {
            return List.of(ChatTurns.of(cell).shown());
        } catch (Failure e) {
            return List.of(cell);
        }
    }

    @Override
    public List<String> classes() {
        return List.of();
    }

    @Override
    public int classOf(int row) {
        return -1;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public Optional<Trials.Chosen> question(int[] rows, List<String> more) {
        return Optional.empty();
    }
}
