from linli.registers.policies.declaration import Declaration

__all__ = ["Declaration"]
