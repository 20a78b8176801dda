package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Logits;
import org.taskvectors.inference.Packs;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A task in which the model chooses: each choice's log-likelihood after the prompt.
public final class ChoiceTrial implements Trial {
    private final Task task;
    private final BatchPlan plan;

    private ChoiceTrial(Task task, BatchPlan plan) {
        this.task = task;
        this.plan = plan;
    }

    /// Encodes the questions of a task.
    ///
    /// @param facts of the task; a note about prompts that were cut is added
    /// @param places at how many places the divergence from the base is measured at most: after
    ///   each token of the first rows' prompts
    /// @throws Failure [EvaluationProblem#NOTHING_TO_SCORE] without questions or choices, or as
    ///   [ChoiceQuestion#of] throws it
    public static ChoiceTrial of(
            ModelFrame model,
            TaskFacts facts,
            List<Query> queries,
            int places,
            Cancellation cancellation)
            throws Failure, CancelledException {
        List<ChoiceQuestion> questions = new ArrayList<>();
        List<TaskRow> rows = new ArrayList<>();
        int cut = 0;
        int measured = 0;
        boolean isMeasuring = true;
        for (int row = 0; row < queries.size(); row++) {
            cancellation.check();
            Query query = queries.get(row);
            if (query.choices().isEmpty()) {
                throw Failure.of(
                        EvaluationProblem.NOTHING_TO_SCORE,
                        null,
                        "row " + (query.row() + 1) + " of " + facts.name() + " has no choices",
                        "Choose a template with labels, or say which columns hold the choices");
            }
            ChoiceQuestion question =
                    ChoiceQuestion.of(
                            model.tokenizer(),
                            query,
                            row,
                            model.context(),
                            model.architecture().vocabulary());
            cut += question.leftOut() > 0 ? 1 : 0;
            isMeasuring &= measured + question.prompt() <= places;
            rows.add(query.kept(0, isMeasuring ? question.prompt() : 0));
            questions.add(isMeasuring ? question.measuredFrom(measured) : question);
            measured += isMeasuring ? question.prompt() : 0;
        }
        if (questions.isEmpty()) {
            throw Failure.of(
                    EvaluationProblem.NOTHING_TO_SCORE,
                    null,
                    facts.name() + " has no rows",
                    "Choose other data");
        }
        return new ChoiceTrial(
                new Task(facts.withNotes(Words.withCut(facts.notes(), cut)), rows),
                BatchPlan.of(questions, Packs.tokens(model.architecture())));
    }

    @Override
    public Task task() {
        return task;
    }

    @Override
    public int batches() {
        return plan.batches().size();
    }

    @Override
    public long tokens(int batch) {
        return plan.tokens().get(batch);
    }

    @Override
    public List<Integer> rows(int batch) {
        return plan.batches().get(batch).stream().map(ChoiceQuestion::row).toList();
    }

    @Override
    public Part ask(Asked asked, int batch, Divergence divergence, Cancellation cancellation)
            throws Failure, CancelledException {
        Reading reading = new Reading(plan.batches().get(batch), divergence);
        asked.runner().readTogether(reading.texts, reading.wanted(), reading::take, cancellation);
        return reading.part();
    }

    /// One batch while it is read.
    private static final class Reading {
        private final List<ChoiceQuestion> questions;
        private final Divergence divergence;
        private final List<int[]> texts = new ArrayList<>();
        private final List<Integer> wanted = new ArrayList<>();
        private final Map<Long, List<Sum>> sums = new HashMap<>();
        private final Map<Integer, Integer> measured = new HashMap<>();
        private final double[][] logLikelihoods;
        private final double[] divergences;

        /// Where the log-likelihood of a token is added.
        private record Sum(int question, int choice, int token) {}

        Reading(List<ChoiceQuestion> questions, Divergence divergence) {
            this.questions = questions;
            this.divergence = divergence;
            logLikelihoods = new double[questions.size()][];
            divergences = new double[questions.size()];
            for (int i = 0; i < questions.size(); i++) {
                add(i, questions.get(i));
            }
        }

        private void add(int number, ChoiceQuestion question) {
            int first = texts.size();
            logLikelihoods[number] = new double[question.choices()];
            if (question.isMeasured()) {
                measured.put(first, number);
            }
            texts.addAll(question.texts());
            wanted.addAll(question.wanted());
            for (ChoiceQuestion.LookUp one : question.lookUps()) {
                sums.computeIfAbsent(key(first + one.text(), one.at()), _ -> new ArrayList<>())
                        .add(new Sum(number, one.choice(), one.token()));
            }
        }

        private static long key(int text, int at) {
            return ((long) text << Integer.SIZE) | at;
        }

        int[] wanted() {
            return wanted.stream().mapToInt(Integer::intValue).toArray();
        }

        void take(int text, int token, float[] values) {
            List<Sum> here = sums.getOrDefault(key(text, token), List.of());
            Integer number = measured.get(text);
            try {
                Logits logits = Logits.of(values);
                for (Sum sum : here) {
                    logLikelihoods[sum.question()][sum.choice()] += logits.log(sum.token());
                }
                if (number != null && token < questions.get(number).prompt()) {
                    int place = questions.get(number).firstPlace() + token;
                    divergences[number] += divergence.at(place, values, logits);
                }
            } catch (Failure e) {
                // A coefficient that breaks the model is a finding: its row has no answer.
                here.forEach(sum -> logLikelihoods[sum.question()][sum.choice()] = Double.NaN);
                if (number != null) {
                    divergences[number] = Double.NaN;
                }
            }
        }

        Part part() {
            List<Part.Row> rows = new ArrayList<>();
            for (int i = 0; i < questions.size(); i++) {
                List<Double> values = new ArrayList<>();
                for (double value : logLikelihoods[i]) {
                    values.add(value);
                }
                double mean =
                        questions.get(i).isMeasured()
                                ? divergences[i] / questions.get(i).prompt()
                                : Double.NaN;
                rows.add(new Part.Row(questions.get(i).row(), values, mean, "", false));
            }
            return new Part(rows);
        }
    }
}
