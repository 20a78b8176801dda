package org.taskvectors.training.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.Wording;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.MappingHints;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.evaluation.data.Tables;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tokenizer.Tokenizer;

/// Opens files of rows. Beside what Evaluate guesses of them, chats and instructions are known by
/// their columns.
///
/// @param registry the templates for the model
/// @param tokenizer of the model, whose chat template words chats
record RowSources(TemplateRegistry registry, Tokenizer tokenizer, Cancellation cancellation) {
    private static final String ALPACA = "alpaca";

    /// What files of instructions call the column of their answers, Alpaca's first.
    private static final List<String> ANSWERS = List.of("output", "response");

    /// Reads a file and finds its words.
    ///
    /// @throws Failure if the file cannot be read, its columns do not fit, or no row is an example
    RowSource open(DataChoice choice) throws Failure, CancelledException {
        Table table = Tables.read(choice.file());
        cancellation.check();
        boolean isFree = choice.task().isEmpty() && choice.hints().kind().isEmpty();
        boolean isChat =
                (choice.task().equals(TrainingData.CHAT)
                                && !registry.templates().containsKey(TrainingData.CHAT))
                        || (isFree && ChatSource.column(table).isPresent());
        return isChat
                ? ChatSource.of(choice, table, tokenizer, cancellation)
                : ExampleSource.of(TaskReader.of(registry, instructed(choice, table), table));
    }

    /// Returns the choice with Alpaca's template where the columns are those of instructions and
    /// nothing else was said, and with the column of answers.
    private static DataChoice instructed(DataChoice choice, Table table) {
        Optional<String> answers =
                ANSWERS.stream().flatMap(name -> named(name, table).stream()).findFirst();
        boolean mayBe =
                choice.hints().kind().filter(kind -> kind != Kind.GENERATION).isEmpty()
                        && named("instruction", table).isPresent()
                        && answers.isPresent();
        boolean isSaid = choice.task().equals(ALPACA);
        if (!mayBe || !(isSaid || choice.task().isEmpty())) {
            return choice;
        }
        // The other wordings are of tasks with labels.
        boolean isOfTasks =
                Wording.of(choice.wording())
                        .filter(Set.of(Wording.ALPACA, Wording.SAMPLE)::contains)
                        .isPresent();
        DataChoice worded = choice.withTask(ALPACA, isOfTasks ? "" : choice.wording());
        MappingHints hints = choice.hints();
        return hints.truth().isPresent()
                ? worded
                : worded.withHints(
                        new MappingHints(
                                hints.kind(),
                                hints.fields(),
                                answers,
                                hints.classes(),
                                hints.choices()));
    }

    private static Optional<String> named(String name, Table table) {
        return table.columns().stream()
                .filter(column -> column.strip().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /// Reads the file of held-out rows. What nothing was said of is read as the training rows are.
    ///
    /// @throws Failure as [#open], and [TrainingDataProblem#HELD_OUT_WRONG] if it was guessed to be
    ///   worded in another way
    RowSource openHeldOut(DataChoice choice, DataChoice train, RowSource trained)
            throws Failure, CancelledException {
        boolean isFree = choice.task().isEmpty();
        DataChoice asked = choice;
        if (isFree) {
            asked = asked.withTask(train.task(), train.wording());
        }
        if (isFree && choice.hints().equals(MappingHints.none())) {
            asked = asked.withHints(train.hints());
        }
        RowSource heldOut = open(asked);
        if (isFree && !heldOut.wording().equals(trained.wording())) {
            throw Failure.of(
                    TrainingDataProblem.HELD_OUT_WRONG,
                    choice.file(),
                    "its rows are read as "
                            + heldOut.wording()
                            + ", and the training rows as "
                            + trained.wording(),
                    "Choose the task of both files, or a file of the same columns");
        }
        return heldOut;
    }
}
