package org.taskvectors.evaluation.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.evaluation.data.RowReader.Outcome;
import org.taskvectors.file.Failure;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;

/// Makes examples of a table.
public final class DataSets {
    private static final int DRY_ROWS = 10;

    private DataSets() {}

    /// Returns the examples of a table.
    ///
    /// @param template that words them; where it is empty, the raw text of the field `prompt` for
    ///   [Kind#CHOICES] and [Kind#GENERATION]; not used for [Kind#TEXT]
    /// @param limit the most examples, the first of the file; empty for all
    /// @throws Failure [DataProblem#ALL_LEFT_OUT] if no row is an example,
    ///   [DataProblem#OPTION_WRONG] if the limit is less than 1, or what does not fit as
    ///   [Mapping#guess] names it
    public static DataSet of(
            Table table, Mapping mapping, Optional<PromptTemplate> template, OptionalInt limit)
            throws Failure {
        return of(RowReader.of(table, mapping, template), limit);
    }

    /// Returns all examples of a table, where the accepted answer of a [Kind#GENERATION] is its
    /// cell as it stands: a list or an object in JSON is a text, too.
    ///
    /// @throws Failure as [#of] does
    public static DataSet ofTexts(Table table, Mapping mapping, Optional<PromptTemplate> template)
            throws Failure {
        return of(RowReader.of(table, mapping, template).takingTexts(), OptionalInt.empty());
    }

    private static DataSet of(RowReader reader, OptionalInt limit) throws Failure {
        Table table = reader.table();
        if (limit.isPresent() && limit.getAsInt() < 1) {
            throw Failure.of(
                    DataProblem.OPTION_WRONG,
                    table.file(),
                    "at most " + limit.getAsInt() + " examples are asked for",
                    "Ask for one or more");
        }
        List<Example> examples = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        int rows = table.rows().size();
        int row = 0;
        for (; row < rows && examples.size() < limit.orElse(rows); row++) {
            Outcome outcome = reader.read(row);
            outcome.example().ifPresent(examples::add);
            if (outcome.example().isEmpty()) {
                leftOut.add(new LeftOut(row, table.lines().get(row), outcome.why()));
            }
        }
        DataNotes notes = new DataNotes(reader);
        if (examples.isEmpty()) {
            throw notes.allLeftOut(leftOut);
        }
        return new DataSet(
                name(table),
                table.file(),
                table.fingerprint(),
                reader.mapping().kind(),
                reader.template(),
                examples,
                leftOut,
                notes.of(examples, leftOut, row));
    }

    /// Returns what the first ten rows of a table would ask of a model, left out rows among them.
    ///
    /// @throws Failure as [#of] does where the mapping does not fit the table
    public static List<DryRow> dryRun(
            Table table, Mapping mapping, Optional<PromptTemplate> template) throws Failure {
        RowReader reader = RowReader.of(table, mapping, template);
        List<DryRow> rows = new ArrayList<>();
        for (int row = 0; row < Math.min(DRY_ROWS, table.rows().size()); row++) {
            rows.add(dry(reader, row));
        }
        return rows;
    }

    private static DryRow dry(RowReader reader, int row) {
        int line = reader.table().lines().get(row);
        Outcome outcome = reader.read(row);
        if (outcome.example().isEmpty()) {
            return new DryRow(row, line, "", List.of(), -1, outcome.why());
        }
        Example example = outcome.example().get();
        try {
            String prompt = reader.prompt(example.values());
            return new DryRow(row, line, prompt, answers(reader, example), example.truth(), "");
        } catch (Failure e) {
            return new DryRow(row, line, "", List.of(), -1, e.what());
        }
    }

    private static List<String> answers(RowReader reader, Example example) {
        return switch (reader.mapping().kind()) {
            case LABELS ->
                    reader.template().stream()
                            .flatMap(template -> template.labels().stream())
                            .map(Label::word)
                            .toList();
            case CHOICES -> example.choices();
            case GENERATION -> example.targets();
            case TEXT -> List.of();
        };
    }

    private static String name(Table table) {
        String file = String.valueOf(table.file().getFileName());
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }
}
