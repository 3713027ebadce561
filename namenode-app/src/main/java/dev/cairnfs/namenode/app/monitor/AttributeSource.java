package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.shared.error.HdfsException;

/** The value of an MBean's attribute: a number, a string or a boolean. */
@FunctionalInterface
interface AttributeSource {
    Object get() throws HdfsException;
}
