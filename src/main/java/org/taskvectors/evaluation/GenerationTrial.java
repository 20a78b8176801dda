package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Conversation;
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.GenerationProblem;
import org.taskvectors.inference.Generator;
import org.taskvectors.inference.Prompts;
import org.taskvectors.inference.Sampling;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A task in which the model writes: its text, decoded greedily, is right where it equals one of
/// the accepted texts after both were normalised.
public final class GenerationTrial implements Trial {
    /// Rows of a batch: few, since each of them takes as long as its answer is.
    private static final int BATCH = 4;

    private final Task task;
    private final List<List<Integer>> prompts;
    private final Sampling sampling;
    private final UnaryOperator<String> normal;

    private GenerationTrial(
            Task task,
            List<List<Integer>> prompts,
            Sampling sampling,
            UnaryOperator<String> normal) {
        this.task = task;
        this.prompts = List.copyOf(prompts);
        this.sampling = sampling;
        this.normal = normal;
    }

    /// Encodes the questions of a task.
    ///
    /// @param facts of the task; a note about prompts that were cut is added
    /// @param sampling how the model writes
    /// @param normal brings a text into the form in which it is compared
    /// @throws Failure [EvaluationProblem#NOTHING_TO_SCORE] without rows, or what [Prompts] throws
    public static GenerationTrial of(
            ModelFrame model,
            TaskFacts facts,
            List<Query> queries,
            Sampling sampling,
            UnaryOperator<String> normal)
            throws Failure {
        if (queries.isEmpty()) {
            throw Failure.of(
                    EvaluationProblem.NOTHING_TO_SCORE,
                    null,
                    facts.name() + " has no rows",
                    "Choose other data");
        }
        List<List<Integer>> prompts = new ArrayList<>();
        int cut = 0;
        for (Query query : queries) {
            List<Integer> ids = model.tokenizer().prompt(query.prompt());
            Prompts.check(ids, Integer.MAX_VALUE, model.architecture().vocabulary());
            Prompts.Fitted fitted =
                    Prompts.fit(
                            ids,
                            model.tokenizer().prefix(),
                            model.context(),
                            sampling.maxTokens(),
                            Cut.KEEP_END);
            cut += fitted.leftOut() > 0 ? 1 : 0;
            prompts.add(fitted.tokens());
        }
        return new GenerationTrial(
                new Task(
                        facts.withNotes(Words.withCut(facts.notes(), cut)),
                        queries.stream().map(query -> query.kept(0, 0)).toList()),
                prompts,
                sampling,
                normal);
    }

    @Override
    public Task task() {
        return task;
    }

    @Override
    public int batches() {
        return Math.ceilDiv(prompts.size(), BATCH);
    }

    @Override
    public List<Integer> rows(int batch) {
        int from = batch * BATCH;
        return IntStream.range(from, Math.min(prompts.size(), from + BATCH)).boxed().toList();
    }

    @Override
    public long tokens(int batch) {
        return rows(batch).stream()
                .mapToLong(row -> prompts.get(row).size() + (long) sampling.maxTokens())
                .sum();
    }

    private boolean isRight(int row, String text) {
        String written = normal.apply(text);
        return task.rows().get(row).targets().stream()
                .anyMatch(target -> normal.apply(target).equals(written));
    }

    @Override
    public Part ask(Asked asked, int batch, Divergence divergence, Cancellation cancellation)
            throws Failure, CancelledException {
        List<Part.Row> rows = new ArrayList<>();
        try (Conversation conversation = new Conversation(asked.runner(), asked.context())) {
            for (int row : rows(batch)) {
                cancellation.check();
                String text = text(asked, conversation, row, cancellation);
                // A cancelled answer ends with what is there.
                cancellation.check();
                rows.add(new Part.Row(row, List.of(), Double.NaN, text, isRight(row, text)));
            }
        }
        return new Part(rows);
    }

    private String text(Asked asked, Conversation conversation, int row, Cancellation cancellation)
            throws Failure {
        try {
            Answer answer =
                    Generator.generate(
                            conversation,
                            asked.tokenizer(),
                            prompts.get(row),
                            sampling,
                            _ -> {},
                            cancellation);
            return answer.text();
        } catch (Failure e) {
            if (e.problem() == GenerationProblem.NOT_FINITE) {
                // A coefficient that breaks the model is a finding: its row has no answer.
                return "";
            }
            throw e;
        }
    }
}
