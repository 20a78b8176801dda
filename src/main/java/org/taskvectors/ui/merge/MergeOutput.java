package org.taskvectors.ui.merge;

import org.taskvectors.checkpoint.OutputDType;

/// How and where a merge is written.
///
/// @param kind as what
/// @param dtype what the numbers are rounded to
/// @param shardGigabytes how large a file of a model is at most, in 10⁹ bytes
/// @param rank of an adapter
/// @param name what the folder or file is called; empty for the suggestion
/// @param folder where it goes; empty for beside the first ingredient
record MergeOutput(
        Kind kind, OutputDType dtype, int shardGigabytes, int rank, String name, String folder) {
    /// What a merge is written as.
    enum Kind {
        MODEL("model"),
        VECTOR("vector"),
        ADAPTER("LoRA");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static final int MOST_GIGABYTES = 1000;
    static final int MOST_RANK = 4096;

    static final MergeOutput FIRST = new MergeOutput(Kind.MODEL, OutputDType.SOURCE, 5, 16, "", "");

    MergeOutput withKind(Kind now) {
        return new MergeOutput(now, dtype, shardGigabytes, rank, name, folder);
    }

    MergeOutput withDtype(OutputDType now) {
        return new MergeOutput(kind, now, shardGigabytes, rank, name, folder);
    }

    MergeOutput withShards(int gigabytes) {
        return new MergeOutput(kind, dtype, gigabytes, rank, name, folder);
    }

    MergeOutput withRank(int now) {
        return new MergeOutput(kind, dtype, shardGigabytes, now, name, folder);
    }

    MergeOutput withName(String now) {
        return new MergeOutput(kind, dtype, shardGigabytes, rank, now, folder);
    }

    MergeOutput withFolder(String now) {
        return new MergeOutput(kind, dtype, shardGigabytes, rank, name, now);
    }
}
