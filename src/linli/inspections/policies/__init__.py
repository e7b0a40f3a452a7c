"""What a draw, a visit and an exemption may be. The draw itself is in `verify_draw`, the file that anybody may run."""
