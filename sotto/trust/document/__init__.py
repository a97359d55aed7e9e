"""The live document: what this system says about itself, each sentence with the probe behind it.

Owns statements, probes and their results; the counterpart of the documents that other systems ship
(PBX-82, ENT-82, APP-82, UCC-82, MSP-82).
"""
