/** What a chip is to one layer: memories and axes of its array, dataflow by dataflow. */
@NullMarked
package dev.npusim.mapper.nest.npu;

import org.jspecify.annotations.NullMarked;
