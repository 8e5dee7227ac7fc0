package db

import "syscall"

// procAttr makes the server a process group of its own, so that Ctrl-C in a terminal
// reaches only us and we decide when the database stops, and asks the kernel to stop
// it quickly should we die without doing so.
func procAttr(cred *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT, Credential: cred}
}
