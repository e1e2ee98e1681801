/** Built-in models, put together from shared blocks. */
@NullMarked
package dev.npusim.workloads.build;

import org.jspecify.annotations.NullMarked;
