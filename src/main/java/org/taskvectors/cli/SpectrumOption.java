package org.taskvectors.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Stack;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.MeasuredSpectra;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.spectrum.PerMatrix;
import org.taskvectors.analysis.spectrum.SingularValues;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Whether the singular values of the matrices are found as well.
final class SpectrumOption {
    private static final int MOST = 1_000_000;

    private @Nullable Integer first;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SpectrumOption() {}

    @Option(
            names = "--spectrum",
            arity = "0..1",
            paramLabel = "K",
            parameterConsumer = NumberIfAny.class,
            description =
                    "Find the singular values of every matrix in scope too, and give stable rank,"
                            + " effective rank, σ₁ and the energy that the first K keep ("
                            + Spectra.FIRST
                            + " by default); of several vectors also the overlap of their first K"
                            + " singular directions. They are kept like all else.")
    void set(int k) {
        if (k < 1 || k > MOST) {
            throw new ParameterException(
                    spec.commandLine(), "--spectrum: " + k + " is not between 1 and " + MOST);
        }
        first = k;
    }

    /// Takes a number where one follows; what follows otherwise is a vector.
    static final class NumberIfAny implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> rest, ArgSpec option, CommandSpec command) {
            boolean follows = !rest.isEmpty() && rest.peek().matches("-?[0-9]+");
            option.setValue(follows ? number(rest.pop()) : Spectra.FIRST);
        }

        private static int number(String digits) {
            try {
                return Integer.parseInt(digits);
            } catch (NumberFormatException e) {
                // Refused as what it is: more than any matrix has.
                return Integer.MAX_VALUE;
            }
        }
    }

    /// The same with the overlaps of every pair.
    ///
    /// @param inScope by the tensors' names
    /// @param together the vectors, each with its base where it can be read with one
    Spectra withOverlaps(
            Session session,
            Spectra spectra,
            List<Checkpoint> together,
            Predicate<String> inScope,
            Compute compute)
            throws IOException, CancelledException {
        Integer k = first;
        if (k == null) {
            return spectra;
        }
        MeasuredSpectra measured = new MeasuredSpectra(session.store(), compute);
        return new Spectra(
                spectra.vectors(),
                session.run(
                        "Singular directions of " + Amounts.counted(together.size(), "vector"),
                        (progress, cancellation) ->
                                measured.overlaps(together, inScope, progress, cancellation)),
                k);
    }

    /// Finds those of some vectors, or what is kept of them; none where they are not wanted.
    ///
    /// @param bases the base of each that was chosen beside it
    /// @param inScope by the tensors' names
    Spectra of(
            Session session,
            List<Checkpoint> vectors,
            List<Optional<Checkpoint>> bases,
            Predicate<String> inScope,
            Compute compute)
            throws IOException, CancelledException {
        Integer k = first;
        if (k == null) {
            return Spectra.NONE;
        }
        MeasuredSpectra measured = new MeasuredSpectra(session.store(), compute);
        List<PerMatrix<SingularValues>> found = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            Checkpoint vector = vectors.get(i);
            Optional<Checkpoint> base = bases.get(i);
            found.add(
                    session.run(
                            "Singular values of " + vector.name(),
                            (progress, cancellation) ->
                                    measured.of(vector, base, inScope, progress, cancellation)));
        }
        return new Spectra(found, List.of(), k);
    }
}
