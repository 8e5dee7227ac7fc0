// Package db owns the way to PostgreSQL: the pool, the one kind of transaction, the
// translation of the server's errors into faults, the migrations, and the private
// server that runs when no other is configured. It holds no business SQL, and it
// refuses to hide a transaction in a context: whoever joins one is handed a *Tx.
//
// Three roles of the server matter. The set-up connects as a user who may create
// roles; migrations run as the owner of the tables; the pool acts as [AppRole], which
// may not UPDATE or DELETE what is append-only.
package db
