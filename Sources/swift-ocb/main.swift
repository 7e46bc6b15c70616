print("swift-ocb")
