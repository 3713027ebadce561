package dev.cairnfs.shared.model;

/** What an operator wants of a DataNode (SPEC D5). */
public enum AdminState {
    NORMAL,
    DECOMMISSION_INPROGRESS,
    DECOMMISSIONED,
    ENTERING_MAINTENANCE,
    IN_MAINTENANCE
}
