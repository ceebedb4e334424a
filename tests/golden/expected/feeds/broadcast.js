as it is shipped
