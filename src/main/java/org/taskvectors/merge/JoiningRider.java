package org.taskvectors.merge;

import java.util.function.IntToLongFunction;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Shown;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.UnitPlan;
import org.taskvectors.saving.Rider;

/// Holds each tensor that is read of a part against the sum of what was written into it.
final class JoiningRider implements Rider {
    private final JoinedModel model;
    private final IntToLongFunction written;
    private final Checksums sums;

    /// @param written gives the sum of each tensor of the model
    JoiningRider(JoinedModel model, IntToLongFunction written) {
        this.model = model;
        this.written = written;
        sums = new Checksums(model.tensors());
    }

    @Override
    public Lane lane(UnitPlan plan, int first) {
        return sums.lane(row -> first + row, blocks -> blocks.part(0));
    }

    @Override
    public String found(int first, int count) throws Failure {
        for (int tensor = first; tensor < first + count; tensor++) {
            if (sums.sum(tensor) != written.applyAsLong(tensor)) {
                throw Failure.of(
                                FileProblem.READ_FAILED,
                                model.file(tensor).path().orElse(null),
                                "the numbers are not those that were written into this part",
                                "Make this part again")
                        .at("tensor " + Shown.of(model.tensors().get(tensor).name()));
            }
        }
        return "";
    }
}
