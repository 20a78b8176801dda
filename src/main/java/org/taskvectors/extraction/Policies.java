package org.taskvectors.extraction;

import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.Scope;

/// What the person decided before the pass.
///
/// @param isPartial whether a part of the change may be left out that cannot be matched or read;
///   the vector says that it is partial then
public record Policies(
        OutputDType dtype, Scope scope, VocabularyPolicy vocabulary, boolean isPartial) {
    public static final Policies DEFAULT =
            new Policies(OutputDType.SOURCE, Scope.ALL, VocabularyPolicy.REFUSE);

    /// Policies by which a partial vector is refused.
    public Policies(OutputDType dtype, Scope scope, VocabularyPolicy vocabulary) {
        this(dtype, scope, vocabulary, false);
    }

    public Policies withPartial(boolean allowed) {
        return new Policies(dtype, scope, vocabulary, allowed);
    }
}
