/// Opens what lies on disk: the list of formats and decodings, and what their folders are like.
@NullMarked
package org.taskvectors.checkpoint.open;

import org.jspecify.annotations.NullMarked;
